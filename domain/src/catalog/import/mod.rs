//! Reading supplier files.
