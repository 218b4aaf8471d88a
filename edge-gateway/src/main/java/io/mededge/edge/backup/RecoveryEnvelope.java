package io.mededge.edge.backup;

import com.codahale.shamir.Scheme;
import io.mededge.edge.identity.KeyFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;

/**
 * The backup's key, sealed under a recovery key that exists only as shares (Shamir's secret sharing over GF(256)): fewer than the needed number say nothing
 * about it.
 */
record RecoveryEnvelope(String set, int needed, int shares, byte[] sealed) {
    static final int MAX_SHARES = 20;
    static final String SUFFIX = ".envelope";

    private static final String HEADER = "mededge-recovery-1";
    private static final int SET_BYTES = 4;
    private static final int MAX_BYTES = 4_096;

    /** @param shares to be given out and kept nowhere */
    record Made(RecoveryEnvelope envelope, List<RecoveryShare> shares) {}

    /** @throws IllegalArgumentException if not 2 &lt;= needed &lt;= shares &lt;= {@link #MAX_SHARES} */
    static Made make(byte[] backupKey, int shares, int needed) {
        if (needed < 2 || needed > shares || shares > MAX_SHARES) {
            throw new IllegalArgumentException(
                    "2 to " + MAX_SHARES + " shares, of which at least 2 are needed and not more than there are");
        }
        var random = new SecureRandom();
        var setBytes = new byte[SET_BYTES];
        random.nextBytes(setBytes);
        var set = HexFormat.of().formatHex(setBytes);
        var recoveryKey = new byte[KeyFile.BYTES];
        random.nextBytes(recoveryKey);
        var sealed = new BackupSeal(recoveryKey).seal(head(set, needed, shares), backupKey);
        var parts = new Scheme(random, shares, needed).split(recoveryKey);
        return new Made(
                new RecoveryEnvelope(set, needed, shares, sealed),
                parts.entrySet().stream()
                        .map(part -> new RecoveryShare(set, needed, shares, part.getKey(), part.getValue()))
                        .toList());
    }

    private static String head(String set, int needed, int shares) {
        return HEADER + " " + set + " " + needed + " " + shares;
    }

    /**
     * The backup's key.
     *
     * @throws IOException if the shares are too few, of another set, or not the right ones
     */
    byte[] open(List<RecoveryShare> given) throws IOException {
        var parts = new HashMap<Integer, byte[]>();
        for (var share : given) {
            if (share.set().equals(set)) {
                parts.put(share.number(), share.part());
            }
        }
        if (parts.size() < needed) {
            throw new IOException(
                    needed + " different shares of set " + set + " are needed, " + parts.size() + " were given");
        }
        byte[] recoveryKey;
        try {
            recoveryKey = new Scheme(new SecureRandom(), shares, needed).join(parts);
        } catch (IllegalArgumentException garbled) {
            throw new IOException("the shares do not belong together: " + garbled.getMessage(), garbled);
        }
        return new BackupSeal(recoveryKey)
                .open(head(set, needed, shares), sealed)
                .orElseThrow(() -> new IOException("the shares do not open the envelope of set " + set));
    }

    String file() {
        return "recovery-" + set + SUFFIX;
    }

    void write(Path folder) throws IOException {
        var text = head(set, needed, shares) + "\n" + Base64.getEncoder().encodeToString(sealed) + "\n";
        Manifest.replace(folder.resolve(file()), text.getBytes(StandardCharsets.US_ASCII));
    }

    /** All envelopes of a folder. @throws IOException if one cannot be read */
    static List<RecoveryEnvelope> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            var envelopes = new ArrayList<RecoveryEnvelope>();
            for (var file :
                    files.filter(file -> file.toString().endsWith(SUFFIX)).toList()) {
                envelopes.add(read(file));
            }
            return envelopes;
        }
    }

    private static RecoveryEnvelope read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(file + " is no recovery envelope");
        }
        var lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
        try {
            var words = lines.get(0).split(" ", -1);
            if (!words[0].equals(HEADER)) {
                throw new IllegalArgumentException("it begins with " + words[0]);
            }
            return new RecoveryEnvelope(
                    words[1],
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Base64.getDecoder().decode(lines.get(1)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException garbled) {
            throw new IOException(file + " is no recovery envelope: " + garbled.getMessage(), garbled);
        }
    }
}
