package io.mededge.edge.staff;

import io.mededge.edge.fault.Faults;
import io.mededge.edge.staff.Accounts.Import;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PublicKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the tenant's signed lists, from a file or from an administrator, and ends the log-ins of whom they revoke. */
final class Snapshots {
    private final Accounts accounts;
    private final LogIns logIns;
    private final Place place;
    private final @Nullable PublicKey key;
    private final @Nullable Path file;
    private final Faults faults;
    private @Nullable FileTime seen;

    private Snapshots(
            Accounts accounts,
            LogIns logIns,
            Place place,
            @Nullable PublicKey key,
            @Nullable Path file,
            Faults faults) {
        this.accounts = accounts;
        this.logIns = logIns;
        this.place = place;
        this.key = key;
        this.file = file;
        this.faults = faults;
    }

    /** @throws IOException if the tenant's key cannot be read, or lists are to be taken without one */
    static Snapshots of(
            Accounts accounts, LogIns logIns, Place place, Optional<Path> keyFile, Optional<Path> file, Faults faults)
            throws IOException {
        if (file.isPresent() && keyFile.isEmpty()) {
            throw new IOException("gateway.staff.snapshot-file needs gateway.staff.tenant-key-file");
        }
        return new Snapshots(
                accounts, logIns, place, keyFile.isPresent() ? key(keyFile.get()) : null, file.orElse(null), faults);
    }

    private static PublicKey key(Path file) throws IOException {
        try {
            return StaffSnapshot.key(Files.readString(file));
        } catch (IllegalArgumentException notAKey) {
            throw new IOException("gateway.staff.tenant-key-file: " + notAKey.getMessage(), notAKey);
        }
    }

    Import take(byte[] document) {
        if (key == null) {
            return refused("this gateway knows no identity provider: gateway.staff.tenant-key-file is not set");
        }
        try {
            var outcome = accounts.take(StaffSnapshot.read(document, key, place));
            if (outcome instanceof Import.Refused refused) {
                return refused(refused.sentence());
            }
            if (outcome instanceof Import.Taken taken) {
                taken.revoked().forEach(account -> logIns.endAll(account.id()));
            }
            return outcome;
        } catch (StaffSnapshot.Refused refused) {
            return refused(String.valueOf(refused.getMessage()));
        }
    }

    private Import refused(String sentence) {
        faults.report(FaultCode.STAFF_LIST_REFUSED, sentence);
        return new Import.Refused(sentence);
    }

    /** Takes what was put into the file since the last look. */
    synchronized void look() {
        if (file == null || !Files.exists(file)) {
            return;
        }
        try {
            var changed = Files.getLastModifiedTime(file);
            if (changed.equals(seen)) {
                return;
            }
            seen = changed;
            // one that is too large is refused by its size, without being read
            var unused = Files.size(file) > StaffSnapshot.MAX_BYTES
                    ? refused("it is larger than " + StaffSnapshot.MAX_BYTES + " bytes")
                    : take(Files.readAllBytes(file));
        } catch (IOException unreadable) {
            faults.report(FaultCode.STAFF_LIST_REFUSED, "the file cannot be read");
        }
    }
}
