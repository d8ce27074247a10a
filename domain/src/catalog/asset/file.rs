//! What a stored picture is called: by the hash of the file it was made from, so that an address never
//! changes what it shows.

use std::fmt;

/// The SHA-256 of the file that was sent, which names an asset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AssetHash(pub [u8; 32]);

impl AssetHash {
    /// Reads 64 hexadecimal digits, in small letters as they are written.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let text = text.as_bytes();
        if text.len() != 64 {
            return None;
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Self(hash))
    }
}

impl fmt::Display for AssetHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for AssetHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What renditions are stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileType {
    /// Pictures that fill their rectangle.
    Jpeg,
    /// Pictures with transparent parts.
    Png,
}

impl FileType {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Jpeg, Self::Png];

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// What it is called in headers and in the database.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The type that is called so.
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.media_type() == text)
    }
}

/// One rendition of an asset, by the name that addresses have: `<hash>-640.jpg`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssetFile {
    /// Of which asset.
    pub asset: AssetHash,
    /// Pixels across.
    pub width: u32,
    /// What it is stored as.
    pub file_type: FileType,
}

impl AssetFile {
    /// Reads a name; none when it is not written exactly as we write it.
    pub fn parse(name: &str) -> Option<Self> {
        let (hash, rest) = name.split_once('-')?;
        let (width, extension) = rest.split_once('.')?;
        let file = Self {
            asset: AssetHash::parse(hash)?,
            width: width.parse().ok()?,
            file_type: FileType::ALL.into_iter().find(|known| known.extension() == extension)?,
        };
        (file.to_string() == name).then_some(file)
    }

    /// Its address.
    pub fn path(&self) -> String {
        format!("/media/{self}")
    }
}

impl fmt::Display for AssetFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}.{}", self.asset, self.width, self.file_type.extension())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_in_no_other_way() {
        let asset = AssetHash(std::array::from_fn(|at| u8::try_from(at * 8).unwrap()));
        let file = AssetFile { asset, width: 640, file_type: FileType::Jpeg };
        let name = file.to_string();
        assert_eq!(name, format!("{asset}-640.jpg"));
        assert_eq!(AssetFile::parse(&name), Some(file));
        assert_eq!(file.path(), format!("/media/{name}"));
        for other in [
            name.to_uppercase(),
            name.replace("640", "0640"),
            name.replace("640", "+640"),
            name.replace("640", ""),
            name.replace("jpg", "jpeg"),
            name.replace("jpg", "svg"),
            name.replace("00", "0"),
            format!("../{name}"),
            format!("{name}/"),
            String::new(),
        ] {
            assert_eq!(AssetFile::parse(&other), None, "{other}");
        }
    }
}
