package io.mededge.infra.systemtest;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The region's PostgreSQL, read from outside the application. */
public record RegionDatabase(String address, String user) {
    private static final String APPLICATION = "mededge";
    private static final String ADMINISTRATOR = "postgres";

    /** Makes a value of a row. */
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** With the rights of the application. */
    public static RegionDatabase at(String address) {
        return new RegionDatabase(address, APPLICATION);
    }

    /** With every right, also on the server's own tables. */
    public RegionDatabase asAdministrator() {
        return new RegionDatabase(address, ADMINISTRATOR);
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:" + address, user, "");
    }

    public <T> List<T> rows(String sql, RowMapper<T> mapper, Object... parameters) throws SQLException {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var rows = new ArrayList<T>();
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(mapper.map(result));
                }
            }
            return rows;
        }
    }

    /** A query with one row of one number. */
    public long number(String sql, Object... parameters) throws SQLException {
        return rows(sql, row -> row.getLong(1), parameters).get(0);
    }
}
