//! What MariaDB and MySQL call the same things. MySQL's side follows its manual and has not met a server yet.

/// Whose words a server understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// 10.11.
    MariaDb,
    /// 8.4.
    MySql,
}

/// A statement, by dialect.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident: $mariadb:literal, $mysql:literal;)*) => {
        impl Dialect {
            $($(#[$meta])* pub(super) const fn $name(self) -> &'static str {
                match self {
                    Self::MariaDb => $mariadb,
                    Self::MySql => $mysql,
                }
            })*
        }
    };
}

words! {
    show_following: "SHOW SLAVE STATUS", "SHOW REPLICA STATUS";
    stop_reading: "STOP SLAVE IO_THREAD", "STOP REPLICA IO_THREAD";
    start_reading: "START SLAVE IO_THREAD", "START REPLICA IO_THREAD";
    stop: "STOP SLAVE", "STOP REPLICA";
    start: "START SLAVE", "START REPLICA";
    forget_source: "RESET SLAVE ALL", "RESET REPLICA ALL";
    /// Closed for all but administrators.
    close: "SET GLOBAL read_only = 1", "SET GLOBAL super_read_only = 1";
    /// Open for writes.
    open: "SET GLOBAL read_only = 0", "SET GLOBAL read_only = 0";
    /// All it has written.
    written: "SELECT @@global.gtid_binlog_pos", "SELECT @@global.gtid_executed";
    /// All it has ever had, for comparing.
    had: "SELECT @@global.gtid_binlog_state", "SELECT @@global.gtid_executed";
    master_enabled: "rpl_semi_sync_master_enabled", "rpl_semi_sync_source_enabled";
    slave_enabled: "rpl_semi_sync_slave_enabled", "rpl_semi_sync_replica_enabled";
    master_status: "Rpl_semi_sync_master_status", "Rpl_semi_sync_source_status";
    master_clients: "Rpl_semi_sync_master_clients", "Rpl_semi_sync_source_clients";
    reads: "Slave_IO_Running", "Replica_IO_Running";
    applies: "Slave_SQL_Running", "Replica_SQL_Running";
    source_host: "Master_Host", "Source_Host";
    source_port: "Master_Port", "Source_Port";
    read_file: "Master_Log_File", "Source_Log_File";
    read_position: "Read_Master_Log_Pos", "Read_Source_Log_Pos";
    applied_file: "Relay_Master_Log_File", "Relay_Source_Log_File";
    applied_position: "Exec_Master_Log_Pos", "Exec_Source_Log_Pos";
}

impl Dialect {
    pub(super) fn of(version: &str) -> Self {
        if version.contains("MariaDB") { Self::MariaDb } else { Self::MySql }
    }

    /// A question that answers 0 once a replica has all of `written`, or 1 (-1 on MariaDB) after `seconds`.
    pub(super) fn wait_for(self, written: &str, seconds: u64) -> String {
        let written = quoted(written);
        match self {
            Self::MariaDb => format!("SELECT MASTER_GTID_WAIT({written}, {seconds})"),
            Self::MySql => format!("SELECT WAIT_FOR_EXECUTED_GTID_SET({written}, {seconds})"),
        }
    }

    /// Statements that make a server follow another from what it has written itself.
    pub(super) fn follow(self, host: &str, port: u16, user: &str, password: &str) -> Vec<String> {
        let (host, user, password) = (quoted(host), quoted(user), quoted(password));
        match self {
            Self::MariaDb => vec![
                "SET GLOBAL gtid_slave_pos = @@global.gtid_binlog_pos".to_owned(),
                format!(
                    "CHANGE MASTER TO master_host = {host}, master_port = {port}, master_user = {user}, \
                     master_password = {password}, master_connect_retry = 1, master_use_gtid = slave_pos"
                ),
            ],
            Self::MySql => vec![format!(
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST = {host}, SOURCE_PORT = {port}, SOURCE_USER = {user}, \
                 SOURCE_PASSWORD = {password}, SOURCE_CONNECT_RETRY = 1, SOURCE_AUTO_POSITION = 1, \
                 GET_SOURCE_PUBLIC_KEY = 1"
            )],
        }
    }
}

/// A text inside a statement that takes no parameters.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_texts() {
        assert_eq!(quoted(r"it's \ here"), r"'it''s \\ here'");
        assert_eq!(Dialect::of("10.11.19-MariaDB-0+deb12u1"), Dialect::MariaDb);
        assert_eq!(Dialect::of("8.4.3"), Dialect::MySql);
    }
}
