package io.mededge.regional.completeness;

import io.mededge.model.completeness.CertificateSeal;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The public keys of gateways, one PEM file each, read anew with each question: a key that is brought later counts at once. */
public final class GatewayKeys {
    private static final Logger LOG = Logger.getLogger(GatewayKeys.class);

    /** A key has 113. */
    private static final long MAX_BYTES = 4_096;

    private final Optional<Path> folder;

    /** @param folder with files {@code {facility}.{gateway}.pem}; empty: no key is known */
    public GatewayKeys(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Identifiers hold no dot and no slash, so each names one file and nothing outside the folder. */
    Optional<PublicKey> of(FacilityId facility, DeviceId gateway) {
        return folder.map(keys -> keys.resolve(facility + "." + gateway + ".pem"))
                .filter(Files::isRegularFile)
                .flatMap(GatewayKeys::read);
    }

    private static Optional<PublicKey> read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException("it is too large for a key");
            }
            var text = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
            var form = new X509EncodedKeySpec(Base64.getDecoder().decode(text));
            return Optional.of(KeyFactory.getInstance(CertificateSeal.ALGORITHM).generatePublic(form));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException notAKey) {
            LOG.warnf("%s holds no public key: %s", file, notAKey.getMessage());
            return Optional.empty();
        }
    }
}
