package io.mededge.edge.patient;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The tables of the patient store, and how those of an earlier version become them. */
final class PatientSchema {
    private static final int VERSION = 3;

    private static final List<String> FIRST = List.of(
            "create table if not exists patient (id text primary key, lookup text not null unique,"
                    + " wrapped_key blob not null, record blob not null) strict",
            "create table if not exists association (station text primary key,"
                    + " patient text not null unique references patient, since integer not null) strict",
            "create table if not exists announcement (number integer primary key autoincrement,"
                    + " station text not null, patient text references patient, at integer not null) strict");

    private static final List<String> SECOND = List.of(
            "alter table patient add column state text not null default 'open'",
            "alter table patient add column held integer not null default 0",
            "alter table patient add column merged_into text references patient",
            "alter table announcement add column correction integer",
            "create table change (number integer primary key autoincrement, station text not null,"
                    + " at integer not null, patient text references patient, how text not null, by_whom text) strict",
            "create index change_station on change (station, at)",
            "create index change_patient on change (patient)",
            "insert into change (station, at, patient, how)"
                    + " select station, since, patient, 'before histories were kept' from association",
            "create table correction (number integer primary key autoincrement, station text not null,"
                    + " since integer not null, until integer not null, former text references patient,"
                    + " patient text references patient, at integer not null, by_whom text not null,"
                    + " reason blob not null) strict",
            "create index correction_station on correction (station, until)",
            "create table act (number integer primary key autoincrement, at integer not null, kind text not null,"
                    + " patient text not null references patient, other text references patient,"
                    + " by_whom text not null, second text, detail blob not null) strict",
            "create index act_patient on act (patient)",
            "create table out_of_service (station text primary key, by_whom text not null, at integer not null) strict");

    private static final List<String> THIRD = List.of(
            "create table if not exists hospital_message (number integer primary key autoincrement,"
                    + " message text not null unique, verdict text not null) strict",
            // the number of the last joining or parting of records, an act, that the journal has heard of
            "create table if not exists joining_told (number integer not null) strict",
            "insert into joining_told select 0 where not exists (select 1 from joining_told)");

    private PatientSchema() {}

    /** Prepares the tables. */
    static void apply(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            // what an erasure left in the log before a crash
            statement.execute("pragma wal_checkpoint(truncate)");
            int version;
            try (var row = statement.executeQuery("pragma user_version")) {
                row.next();
                version = row.getInt(1);
            }
            if (version > VERSION) {
                throw new SQLException("the patients were kept by a later version, in form " + version);
            }
            if (version == VERSION) {
                return;
            }
            statement.execute("begin immediate");
            for (var tables : version < 2 ? List.of(FIRST, SECOND, THIRD) : List.of(THIRD)) {
                for (var table : tables) {
                    statement.execute(table);
                }
            }
            statement.execute("pragma user_version = " + VERSION);
            statement.execute("commit");
        }
    }
}
