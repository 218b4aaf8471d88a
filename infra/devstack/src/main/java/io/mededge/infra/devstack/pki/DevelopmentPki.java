package io.mededge.infra.devstack.pki;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is missing or near its end, keeps the rest: root (ten years), intermediate (two years), one certificate per holder (90 days). Only the files
 * are shared with the programs, so a renewed certificate is used from a program's next start on.
 */
public final class DevelopmentPki {
    private static final Duration RENEW_LEAF_BEFORE_END = Duration.ofDays(30);
    /** No leaf may outlive its issuer. */
    private static final Duration RENEW_AUTHORITY_BEFORE_END = Authority.LEAF_VALIDITY.plus(RENEW_LEAF_BEFORE_END);

    private static final String ALIAS = "mededge";
    private static final int PASSWORD_BYTES = 24;

    private final Path folder;
    private final Clock clock;
    private @Nullable Authority intermediate;

    public DevelopmentPki(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Where a holder's files are, whether or not they exist yet. */
    public static Credentials credentials(Path folder, String name) {
        return new Credentials(folder.resolve(name + ".p12"), folder.resolve("trust.p12"), folder.resolve("password"));
    }

    /** The root certificate, for programs that read PEM. */
    public static Path caPem(Path folder) {
        return folder.resolve("ca.pem");
    }

    public static Path certificatePem(Path folder, String name) {
        return folder.resolve(name + ".pem");
    }

    public static Path keyPem(Path folder, String name) {
        return folder.resolve(name + "-key.pem");
    }

    /** Sees to it that the holder has a certificate with at least a month to live. */
    public Credentials ensure(Holder holder) throws IOException, GeneralSecurityException {
        var authority = intermediate();
        var files = credentials(folder, holder.name());
        if (usable(files.keyStore(), RENEW_LEAF_BEFORE_END).isEmpty()) {
            store(files.keyStore(), authority.issue(holder));
        }
        return files;
    }

    /** As {@link #ensure}, and also as PEM files for programs outside. */
    public void ensureWithPem(Holder holder) throws IOException, GeneralSecurityException {
        var issued = usable(ensure(holder).keyStore(), Duration.ZERO).orElseThrow();
        var chain = new StringBuilder();
        for (var certificate : issued.chain()) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        SecretFiles.write(
                certificatePem(folder, holder.name()), chain.toString().getBytes(US_ASCII));
        SecretFiles.write(
                keyPem(folder, holder.name()),
                pem("PRIVATE KEY", issued.key().getEncoded()).getBytes(US_ASCII));
    }

    private Authority intermediate() throws IOException, GeneralSecurityException {
        if (intermediate == null) {
            SecretFiles.createFolder(folder);
            var root = root();
            var file = folder.resolve("intermediate.p12");
            var kept = usable(file, RENEW_AUTHORITY_BEFORE_END);
            var issued = kept.isPresent() ? kept.get() : new Authority(root, clock).issueIntermediate();
            if (kept.isEmpty()) {
                store(file, issued);
            }
            intermediate = new Authority(issued, clock);
        }
        return intermediate;
    }

    /** A new root makes everything below it worthless, so that goes first. */
    private Issued root() throws IOException, GeneralSecurityException {
        var file = folder.resolve("root.p12");
        var kept = usable(file, RENEW_AUTHORITY_BEFORE_END);
        if (kept.isPresent()) {
            return kept.get();
        }
        try (var stale = Files.newDirectoryStream(folder, "*.p12")) {
            for (var store : stale) {
                Files.delete(store);
            }
        }
        var root = Authority.newRoot(clock);
        var trust = emptyStore();
        trust.setCertificateEntry(ALIAS, root.certificate());
        save(trust, credentials(folder, ALIAS).trustStore());
        SecretFiles.write(
                caPem(folder),
                pem("CERTIFICATE", root.certificate().getEncoded()).getBytes(US_ASCII));
        store(file, root);
        return root;
    }

    /** What the file holds, unless it is missing, unreadable or ends within {@code margin}. */
    private Optional<Issued> usable(Path file, Duration margin) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var store = KeyStore.getInstance(file.toFile(), password());
            var key = (PrivateKey) store.getKey(ALIAS, password());
            var chain = Arrays.stream(store.getCertificateChain(ALIAS))
                    .map(X509Certificate.class::cast)
                    .toList();
            var end = chain.get(0).getNotAfter().toInstant();
            return end.minus(margin).isAfter(clock.instant()) ? Optional.of(new Issued(key, chain)) : Optional.empty();
        } catch (IOException | GeneralSecurityException unreadable) {
            return Optional.empty();
        }
    }

    private void store(Path file, Issued issued) throws IOException, GeneralSecurityException {
        var store = emptyStore();
        store.setKeyEntry(ALIAS, issued.key(), password(), issued.chain().toArray(Certificate[]::new));
        save(store, file);
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private void save(KeyStore store, Path file) throws IOException, GeneralSecurityException {
        var bytes = new ByteArrayOutputStream();
        store.store(bytes, password());
        SecretFiles.write(file, bytes.toByteArray());
    }

    private char[] password() throws IOException {
        var file = credentials(folder, ALIAS).passwordFile();
        if (!Files.exists(file)) {
            var random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            SecretFiles.write(file, HexFormat.of().formatHex(random).getBytes(US_ASCII));
        }
        return Files.readString(file).strip().toCharArray();
    }

    private static String pem(String type, byte[] content) {
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }
}
