-- The roles and the database, made once. The program brings the schema up to date itself.
\getenv program DB_PASSWORD
\getenv grafana GRAFANA_DB_PASSWORD
CREATE ROLE deviceingest LOGIN PASSWORD :'program';
CREATE ROLE grafana LOGIN PASSWORD :'grafana';
CREATE DATABASE deviceingest OWNER deviceingest;
\connect deviceingest
-- Grafana reads what the program will make, and changes nothing.
ALTER DEFAULT PRIVILEGES FOR ROLE deviceingest GRANT SELECT ON TABLES TO grafana;
