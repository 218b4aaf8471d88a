package io.mededge.edge.journal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sqlite.SQLiteConfig;

/**
 * Reads a journal from its documented form (docs/reference/journal.md) with SQL, the JDK's AES-GCM and Inflater. Shares no code with the journal: what both
 * understand in the same wrong way would have to be wrong in the document too.
 */
public final class JournalChecker {
    /** Divisors in the order of the document. */
    private static final double[] DIVISORS = {
        1, 10, 100, 1_000, 10_000, 60, 3_600, 2, 4, 8, 16, 32, 64, 256, 1_024, 4_096, 65_536
    };

    private final long epoch;
    private final Map<Integer, byte[]> keys = new HashMap<>();
    /** By {@code device/class}: the first value of each sample by its sequence; null for a record that is no sample. */
    private final Map<String, TreeMap<Long, Double>> records = new TreeMap<>();

    private final Map<String, String> freed = new TreeMap<>();
    private final Map<String, Long> last = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** Opens the database of that folder read-only. */
    public JournalChecker(Path folder) throws SQLException, IOException {
        for (var line : Files.readAllLines(folder.resolve("journal.keys")).subList(1, 2)) {
            keys.put(Integer.parseInt(line.split(" ")[0]), HexFormat.of().parseHex(line.split(" ")[1]));
        }
        try (var connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("journal.db"))) {
            epoch = number(connection, "select value from meta where name = 'epoch'");
            readStreams(connection);
            readBlocks(connection);
            readHot(connection);
        }
    }

    /** What contradicts the form itself: a seal that does not fit, a record that is there twice. */
    public List<String> problems() {
        return problems;
    }

    /** By sequence the first value of each sample; null for a record that is no sample. @param stream {@code device/0} */
    Map<Long, Double> records(String stream) {
        return records.getOrDefault(stream, new TreeMap<>());
    }

    /** The first value of each sample, in the order of the sequences. @param stream {@code device/0} */
    public List<Double> values(String stream) {
        return records.getOrDefault(stream, new TreeMap<>()).values().stream()
                .filter(value -> value != null)
                .toList();
    }

    /** Compares with what a writer was told. @param confirmed value by sequence; @param freedUpTo what it has acknowledged itself */
    public List<String> compare(String stream, Map<Long, Double> confirmed, long freedUpTo) {
        var found = new ArrayList<>(problems);
        var there = records.getOrDefault(stream, new TreeMap<>());
        confirmed.forEach((sequence, value) -> {
            if (sequence > freedUpTo && !there.containsKey(sequence)) {
                found.add(stream + " " + sequence + " was confirmed and is not there");
            } else if (there.containsKey(sequence) && !value.equals(there.get(sequence))) {
                found.add(stream + " " + sequence + " is " + there.get(sequence) + ", confirmed was " + value);
            }
        });
        var next = freedUpTo + 1;
        for (var sequence : there.tailMap(freedUpTo, false).keySet()) {
            if (sequence != next) {
                found.add(stream + " skips from " + (next - 1) + " to " + sequence);
            }
            next = sequence + 1;
        }
        var ascending = new ArrayList<>(there.values());
        ascending.removeIf(value -> value == null);
        for (var i = 1; i < ascending.size(); i++) {
            if (ascending.get(i) <= ascending.get(i - 1)) {
                found.add(stream + " has " + ascending.get(i) + " after " + ascending.get(i - 1));
            }
        }
        return found;
    }

    public int size() {
        return records.values().stream().mapToInt(TreeMap::size).sum();
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void readStreams(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select device, class, last_sequence, freed from stream")) {
            while (rows.next()) {
                last.put(rows.getString(1) + "/" + rows.getInt(2), rows.getLong(3));
                freed.put(rows.getString(1) + "/" + rows.getInt(2), rows.getString(4));
            }
        }
    }

    private void readBlocks(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select key_id, sealed, device, class, first_sequence, last_sequence from block order by id")) {
            while (rows.next()) {
                var contents = new ByteArrayOutputStream();
                contents.write(1);
                var device = rows.getString(3).getBytes(StandardCharsets.UTF_8);
                unsigned(contents, device.length);
                contents.writeBytes(device);
                contents.write(rows.getInt(4));
                unsigned(contents, rows.getLong(5));
                unsigned(contents, rows.getLong(6) - rows.getLong(5) + 1);
                open(contents.toByteArray(), rows, "block");
            }
        }
    }

    private void readHot(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select key_id, sealed, contents from hot order by id")) {
            while (rows.next()) {
                open(rows.getBytes(3), rows, "hot");
            }
        }
    }

    private void open(byte[] contents, ResultSet rows, String where) throws SQLException {
        var sealed = rows.getBytes(2);
        try {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            var key = new SecretKeySpec(keys.get(rows.getInt(1)), "AES");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, sealed, 0, 12));
            cipher.updateAAD("mededge-journal-block-2".getBytes(StandardCharsets.US_ASCII));
            cipher.updateAAD(ByteBuffer.allocate(16)
                    .putLong(epoch)
                    .putLong(rows.getInt(1))
                    .array());
            cipher.updateAAD(contents);
            read(ByteBuffer.wrap(contents), plain(cipher.doFinal(sealed, 12, sealed.length - 12)));
        } catch (GeneralSecurityException | DataFormatException broken) {
            problems.add("a row of " + where + " cannot be opened: " + broken.getMessage());
        }
    }

    private static ByteBuffer plain(byte[] body) throws DataFormatException {
        var in = ByteBuffer.wrap(body);
        if (in.get() == 0) {
            return in.slice();
        }
        var plain = new byte[(int) unsigned(in)];
        var inflater = new Inflater(true);
        inflater.setInput(in);
        var size = 0;
        while (size < plain.length) {
            size += inflater.inflate(plain, size, plain.length - size);
        }
        inflater.end();
        return ByteBuffer.wrap(plain);
    }

    private void read(ByteBuffer contents, ByteBuffer in) {
        var metrics = (int) unsigned(in);
        for (var i = 0; i < metrics; i++) {
            text(in);
        }
        var runs = unsigned(contents);
        for (var run = 0; run < runs; run++) {
            var stream = text(contents) + "/" + contents.get();
            var first = unsigned(contents);
            var values = section((int) unsigned(contents), metrics, in);
            for (var i = 0; i < values.size(); i++) {
                var there = records.computeIfAbsent(stream, unseen -> new TreeMap<>());
                if (there.containsKey(first + i)) {
                    problems.add(stream + " " + (first + i) + " is there twice");
                }
                there.put(first + i, values.get(i));
            }
        }
    }

    /** The first value of each sample. */
    private static List<Double> section(int count, int metrics, ByteBuffer in) {
        for (var i = 0; i < 2 * count; i++) {
            unsigned(in);
        }
        var layouts = new int[(int) unsigned(in)][];
        for (var i = 0; i < layouts.length; i++) {
            layouts[i] = new int[(int) unsigned(in)];
            for (var k = 0; k < layouts[i].length; k++) {
                layouts[i][k] = (int) unsigned(in);
            }
        }
        var layoutOf = new int[count];
        for (var i = 0; i < count && layouts.length > 1; i++) {
            layoutOf[i] = (int) unsigned(in);
        }
        var sizes = new int[metrics];
        for (var layout : layoutOf) {
            if (layouts[layout].length == 0) {
                var length = (int) unsigned(in);
                in.position(in.position() + length);
            }
            Arrays.stream(layouts[layout]).forEach(metric -> sizes[metric]++);
        }
        var columns = new double[metrics][];
        for (var metric = 0; metric < metrics; metric++) {
            columns[metric] = sizes[metric] == 0 ? new double[0] : column(sizes[metric], in);
        }
        var values = new ArrayList<Double>();
        var taken = new int[metrics];
        for (var layout : layoutOf) {
            values.add(layouts[layout].length == 0 ? null : columns[layouts[layout][0]][taken[layouts[layout][0]]]);
            Arrays.stream(layouts[layout]).forEach(metric -> taken[metric]++);
        }
        return values;
    }

    private static double[] column(int count, ByteBuffer in) {
        if (in.get() != 1) {
            in.position(in.position() + count);
        }
        var mode = in.get();
        var values = new double[count];
        var sum = 0L;
        for (var i = 0; i < count; i++) {
            if (mode == 0x7f) {
                sum ^= Long.reverse(unsigned(in));
                values[i] = Double.longBitsToDouble(sum);
            } else {
                sum += signed(in);
                values[i] = sum / DIVISORS[mode & 0x3f];
            }
        }
        for (var i = 0; i < count && mode != 0x7f && (mode & 0x40) != 0; i++) {
            values[i] = Double.longBitsToDouble(Double.doubleToRawLongBits(values[i]) + signed(in));
        }
        return values;
    }

    private static String text(ByteBuffer in) {
        var utf8 = new byte[(int) unsigned(in)];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static long signed(ByteBuffer in) {
        var zigzag = unsigned(in);
        return zigzag >>> 1 ^ -(zigzag & 1);
    }

    private static long unsigned(ByteBuffer in) {
        var number = 0L;
        for (var shift = 0; ; shift += 7) {
            var next = in.get();
            number |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return number;
            }
        }
    }

    private static void unsigned(ByteArrayOutputStream out, long number) {
        var rest = number;
        while (rest > 0x7f) {
            out.write((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
