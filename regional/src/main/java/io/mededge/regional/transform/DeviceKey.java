package io.mededge.regional.transform;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.mededge.model.id.DeviceId;
import io.mededge.model.id.FacilityId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A device, unique within this region. */
public record DeviceKey(FacilityId facility, DeviceId device) {
    /** FHIR R4 section 2.24.0.1: an id has at most so many of the characters A-Z, a-z, 0-9, hyphen and dot. */
    private static final int MAX_FHIR_ID = 64;

    public static DeviceKey of(String facility, String device) {
        return new DeviceKey(new FacilityId(facility), new DeviceId(device));
    }

    /** Reads {@code {facility}.{device}}; empty if it is not that. */
    public static Optional<DeviceKey> parse(String fhirId) {
        var dot = fhirId.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(fhirId.substring(0, dot), fhirId.substring(dot + 1)))
                    .filter(key -> key.fhirId().equals(fhirId));
        } catch (IllegalArgumentException notTwoIds) {
            return Optional.empty();
        }
    }

    /** Whether an id may be the digest of a key that is too long: only the device table knows of which. */
    public static boolean isDigest(String fhirId) {
        return fhirId.matches("[0-9a-f]{64}");
    }

    /**
     * The logical id of the Device resource: {@code {facility}.{device}}, which can be read in one way only, as neither has a dot; where that is longer
     * than FHIR allows, the SHA-256 of {@code {facility}/{device}}, 64 hexadecimal digits, which has no dot either.
     */
    public String fhirId() {
        var id = facility + "." + device;
        return id.length() <= MAX_FHIR_ID ? id : digest();
    }

    private String digest() {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(toString().getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    @Override
    public String toString() {
        return facility + "/" + device;
    }
}
