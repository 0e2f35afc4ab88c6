#!/bin/sh
# Runs once, when the PostgreSQL of docker-compose.yml makes its cluster: the product's administrator, who may create
# roles and is no superuser, and the product's database. The password is read by psql itself and stands in no list of
# processes.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set password `cat /run/secrets/owner_password`
CREATE ROLE lw_admin LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE leadwizard OWNER lw_admin;
SQL
