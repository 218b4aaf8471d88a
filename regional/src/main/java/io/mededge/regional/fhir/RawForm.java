package io.mededge.regional.fhir;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.mededge.model.outbound.Quality;
import io.mededge.regional.transform.Series;
import io.mededge.regional.transform.Values;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** How raw samples are written, one line each. What is the same in all lines of a series is made once. */
enum RawForm {
    NDJSON("application/x-ndjson", "") {
        @Override
        String series(Series series) {
            return "{\"device\":\"" + series.device().fhirId() + "\",\"metric\":\""
                    + series.metric().id() + "\",\"unit\":\""
                    + json(series.metric().unit()) + "\"";
        }

        @Override
        String line(String series, ResultSet row) throws SQLException {
            return series + ",\"at\":\"" + ObservationStore.instant(row, "at") + "\",\"value\":" + value(row)
                    + ",\"quality\":\"" + quality(row) + "\",\"stream\":" + row.getInt("stream") + ",\"sequence\":"
                    + row.getLong("sequence") + "}\n";
        }
    },
    CSV("text/csv", "device,metric,unit,at,value,quality,stream,sequence\n") {
        @Override
        String series(Series series) {
            return series.device().fhirId() + "," + series.metric().id() + ",\""
                    + series.metric().unit().replace("\"", "\"\"") + "\"";
        }

        @Override
        String line(String series, ResultSet row) throws SQLException {
            return series + "," + ObservationStore.instant(row, "at") + "," + value(row) + "," + quality(row) + ","
                    + row.getInt("stream") + "," + row.getLong("sequence") + "\n";
        }
    };

    private final String contentType;
    private final String header;

    RawForm(String contentType, String header) {
        this.contentType = contentType;
        this.header = header;
    }

    String contentType() {
        return contentType;
    }

    String header() {
        return header;
    }

    /** The part of a line that says what was measured. */
    abstract String series(Series series);

    abstract String line(String series, ResultSet row) throws SQLException;

    private static String value(ResultSet row) throws SQLException {
        return Values.decimal(row.getDouble("value")).toPlainString();
    }

    private static String quality(ResultSet row) throws SQLException {
        return Quality.values()[row.getInt("quality")]
                .name()
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private static String json(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
