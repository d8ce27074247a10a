-- Who may do what in the database, on AWS and in ./dev cloud. To be run by the administrator, with passwords in place of
-- the words in capitals, before the first migration and again after each one that makes a table. Nobody but migrate
-- changes tables, and nobody at all rewrites what is only ever added to.

create user if not exists web@'%' identified by 'WEB_PASSWORD' require ssl;
create user if not exists worker@'%' identified by 'WORKER_PASSWORD' require ssl;
create user if not exists warehouse@'%' identified by 'WAREHOUSE_PASSWORD' require ssl;
create user if not exists migrate@'%' identified by 'MIGRATE_PASSWORD' require ssl;

grant all on rocket_parts.* to migrate@'%';
grant select on rocket_parts.* to web@'%';
grant select on rocket_parts.* to worker@'%';
grant select on rocket_parts.* to warehouse@'%';

drop procedure if exists rocket_parts.grant_tables;
delimiter //
create procedure rocket_parts.grant_tables()
begin
  declare done boolean default false;
  declare name varchar(64);
  declare rights varchar(64);
  declare tables cursor for
    select table_name, case
      -- Those of the operator who promotes, and of the migrations.
      when table_name in ('_sqlx_migrations', 'promotions') then ''
      -- Ledgers, histories, frozen papers.
      when table_name in ('asset_files', 'assets', 'audit_entries', 'credit_movements', 'credits', 'import_movements', 'invoices',
        'order_events', 'payments', 'publications', 'revisions', 'stock_movements') then 'insert'
      else 'insert, update, delete' end
    from information_schema.tables where table_schema = 'rocket_parts' and table_type = 'BASE TABLE';
  declare continue handler for not found set done = true;
  open tables;
  each_table: loop
    fetch tables into name, rights;
    if done then leave each_table; end if;
    if rights <> '' then
      set @granted = concat('grant ', rights, ' on rocket_parts.', name, ' to web@''%'', worker@''%''');
      prepare granted from @granted;
      execute granted;
    end if;
    -- The warehouse writes of itself alone: its runs and jobs, a mail when a lake does not agree, the key that customers are
    -- counted by.
    if name in ('heartbeats', 'jobs', 'mails', 'schedules', 'signing_keys', 'warehouse_runs', 'workers') then
      set @granted = concat('grant insert, update, delete on rocket_parts.', name, ' to warehouse@''%''');
      prepare granted from @granted;
      execute granted;
    end if;
  end loop;
  close tables;
end//
delimiter ;
call rocket_parts.grant_tables();
drop procedure rocket_parts.grant_tables;
