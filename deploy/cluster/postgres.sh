#!/bin/sh
# Runs once, when the database is made: a user and a database for Steward, a user for the standby, and
# commits that wait for it.
set -e
psql -v ON_ERROR_STOP=1 -v db="$DB_PASSWORD" -v replica="$REPLICA_PASSWORD" --username postgres --dbname postgres <<'SQL'
create user steward password :'db';
create database steward owner steward encoding 'UTF8' template template0;
create user replica replication password :'replica';
alter system set synchronous_standby_names = 'ANY 1 (standby)';
SQL
echo 'host replication replica samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
