package io.mededge.infra.devstack.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentPkiTest {
    private static final Instant START = Instant.parse("2026-01-15T12:00:00Z");
    private static final Holder GATEWAY = Holder.gateway("gateway-1", "region-1", "facility-1");

    @TempDir
    Path folder;

    @Test
    void aChainLeadsToTheRoot() throws Exception {
        var credentials = pki(START).ensure(GATEWAY);

        var chain = chain(credentials);

        assertThat(chain).hasSize(2);
        validate(chain, root(credentials), START);
        var leaf = chain.get(0);
        assertThat(leaf.getSubjectX500Principal().getName())
                .isEqualTo("CN=gateway-1,OU=gateway,L=facility-1,O=region-1");
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactly("localhost", "127.0.0.1");
        assertThat(leaf.getBasicConstraints()).as("not an authority").isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).hasSize(2);
    }

    @Test
    void aChainOfAnotherRootIsRefused() throws Exception {
        var other = new DevelopmentPki(folder.resolve("other"), Clock.fixed(START, ZoneOffset.UTC)).ensure(GATEWAY);
        var own = pki(START).ensure(GATEWAY);

        assertThatThrownBy(() -> validate(chain(other), root(own), START))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void aLeafCannotSign() throws Exception {
        var credentials = pki(START).ensure(GATEWAY);
        var store = KeyStore.getInstance(credentials.keyStore().toFile(), password(credentials));
        var key = (PrivateKey) store.getKey("mededge", password(credentials));
        var forged = new Authority(new Issued(key, chain(credentials)), Clock.fixed(START, ZoneOffset.UTC))
                .issue(Holder.regional("regional-1", "region-1"));
        var chain = List.of(
                forged.certificate(),
                chain(credentials).get(0),
                chain(credentials).get(1));

        assertThatThrownBy(() -> validate(chain, root(credentials), START))
                .isInstanceOf(CertPathValidatorException.class);
    }

    @Test
    void keepsACertificateUntilAMonthBeforeItsEnd() throws Exception {
        var first = chain(pki(START).ensure(GATEWAY));

        var stillGood = chain(pki(START.plus(Duration.ofDays(59))).ensure(GATEWAY));
        var renewed = chain(pki(START.plus(Duration.ofDays(61))).ensure(GATEWAY));

        assertThat(stillGood).isEqualTo(first);
        assertThat(renewed.get(0)).isNotEqualTo(first.get(0));
        assertThat(renewed.get(1)).as("the intermediate has years to live").isEqualTo(first.get(1));
    }

    @Test
    void noLeafOutlivesItsIssuer() throws Exception {
        for (int days = 0; days < 800; days += 59) {
            var now = START.plus(Duration.ofDays(days));
            var credentials = pki(now).ensure(GATEWAY);
            var chain = chain(credentials);

            assertThat(chain.get(0).getNotAfter())
                    .isBeforeOrEqualTo(chain.get(1).getNotAfter());
            validate(chain, root(credentials), now);
        }
    }

    @Test
    void aNewRootReplacesEverythingBelowIt() throws Exception {
        var other = pki(START).ensure(Holder.broker("broker-1"));
        pki(START).ensure(GATEWAY);
        var late = START.plus(Authority.ROOT_VALIDITY).minus(Duration.ofDays(1));

        var credentials = pki(late).ensure(GATEWAY);

        validate(chain(credentials), root(credentials), late);
        assertThat(other.keyStore()).as("made anew when somebody asks for it").doesNotExist();
    }

    @Test
    void onlyTheOwnerCanRead() throws Exception {
        pki(START).ensureWithPem(Holder.observer());

        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void writesPemForOutsidePrograms() throws Exception {
        pki(START).ensureWithPem(Holder.observer());

        try (var pem = Files.newInputStream(DevelopmentPki.certificatePem(folder, "client"))) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificates(pem))
                    .as("own certificate and intermediate")
                    .hasSize(2);
        }
        assertThat(DevelopmentPki.keyPem(folder, "client")).content().startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(DevelopmentPki.caPem(folder)).content().contains("BEGIN CERTIFICATE");
    }

    @Test
    void namesThatNeedQuotingAreRefused() {
        assertThatThrownBy(() -> Holder.broker("a,OU=regional")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Holder.gateway("g", "r", "f+OU=regional"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private DevelopmentPki pki(Instant now) {
        return new DevelopmentPki(folder, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static void validate(List<X509Certificate> chain, X509Certificate root, Instant now) throws Exception {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }

    private static List<X509Certificate> chain(Credentials credentials) throws Exception {
        var store = KeyStore.getInstance(credentials.keyStore().toFile(), password(credentials));
        return Arrays.stream(store.getCertificateChain("mededge"))
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static X509Certificate root(Credentials credentials) throws Exception {
        return (X509Certificate) KeyStore.getInstance(credentials.trustStore().toFile(), password(credentials))
                .getCertificate("mededge");
    }

    private static char[] password(Credentials credentials) throws Exception {
        return Files.readString(credentials.passwordFile()).toCharArray();
    }
}
