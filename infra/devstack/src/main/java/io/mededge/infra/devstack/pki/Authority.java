package io.mededge.infra.devstack.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Signs certificates with one key; knows nothing of files. */
final class Authority {
    static final Duration ROOT_VALIDITY = Duration.ofDays(3650);
    static final Duration INTERMEDIATE_VALIDITY = Duration.ofDays(730);
    static final Duration LEAF_VALIDITY = Duration.ofDays(90);

    private final Issued self;
    private final Clock clock;

    Authority(Issued self, Clock clock) {
        this.self = self;
        this.clock = clock;
    }

    static Issued newRoot(Clock clock) throws GeneralSecurityException, IOException {
        var keys = newKeys();
        var name = new X500Principal("CN=MedEdge development root");
        var certificate = authorityDraft(name, keys, ROOT_VALIDITY, 1).sign(name, keys, clock);
        return new Issued(keys.getPrivate(), List.of(certificate));
    }

    /** An authority below this one, whose chain leaves this one out. */
    Issued issueIntermediate() throws GeneralSecurityException, IOException {
        var keys = newKeys();
        var name = new X500Principal("CN=MedEdge development intermediate");
        return new Issued(keys.getPrivate(), List.of(sign(authorityDraft(name, keys, INTERMEDIATE_VALIDITY, 0))));
    }

    /** A certificate for both ends of a connection on this machine. */
    Issued issue(Holder holder) throws GeneralSecurityException, IOException {
        var keys = newKeys();
        var purposes = new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        var names = new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        };
        var draft = new Draft(new X500Principal(holder.distinguishedName()), keys.getPublic(), LEAF_VALIDITY)
                .with(Extension.basicConstraints, true, new BasicConstraints(false))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes))
                .with(Extension.subjectAlternativeName, false, new GeneralNames(names));
        return new Issued(keys.getPrivate(), List.of(sign(draft), self.certificate()));
    }

    private X509Certificate sign(Draft draft) throws GeneralSecurityException, IOException {
        var issuer = self.certificate();
        return draft.sign(issuer.getSubjectX500Principal(), new KeyPair(issuer.getPublicKey(), self.key()), clock);
    }

    private static Draft authorityDraft(X500Principal name, KeyPair keys, Duration validity, int authoritiesBelow) {
        return new Draft(name, keys.getPublic(), validity)
                .with(Extension.basicConstraints, true, new BasicConstraints(authoritiesBelow))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
