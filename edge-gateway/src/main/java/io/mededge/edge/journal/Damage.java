package io.mededge.edge.journal;

import io.mededge.model.fault.FaultCode;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Which fault an SQLite error is. */
final class Damage {
    private Damage() {}

    static boolean isDamage(SQLException error) {
        return faultOf(error) == FaultCode.JOURNAL_CORRUPT;
    }

    static FaultCode faultOf(SQLException error) {
        // the low byte is the primary code, above it SQLite adds details
        var primary = error.getErrorCode() & 0xff;
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code) {
            return FaultCode.JOURNAL_CORRUPT;
        }
        return primary == SQLiteErrorCode.SQLITE_FULL.code ? FaultCode.JOURNAL_FULL : FaultCode.JOURNAL_WRITE_FAILED;
    }
}
