package io.mededge.global.catalog;

import io.mededge.global.database.CassandraStore;
import io.mededge.global.database.StoreRefusedException;
import io.mededge.global.fault.Checked;
import io.mededge.global.intake.Origin;
import io.mededge.model.fault.FaultCode;
import io.mededge.model.id.DeviceId;
import io.mededge.model.id.Place;
import io.mededge.model.outbound.CatalogEntry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The device catalog. Stages fail with {@code StoreUnavailableException} while the database is away. */
public final class Catalog {
    /** Before it nothing of this was built: a clock that never was set. */
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);

    private final CatalogStore store;
    private final PageTokens tokens;
    private final Clock clock;

    public Catalog(CassandraStore cassandra, CatalogConfig config, Clock clock) {
        this.store = new CatalogStore(cassandra);
        this.tokens = PageTokens.with(config.pageTokenKeyFile());
        this.clock = clock;
    }

    /** Statements that create what is missing. */
    public static List<String> tables() {
        return CatalogStore.TABLES;
    }

    /** Refuses a day that cannot be: one in the future would outlast everything that is said later. */
    Checked<CatalogEntry> admit(CatalogEntry entry) {
        var tomorrow = LocalDate.now(clock).plusDays(1);
        return entry.day().isAfter(tomorrow) || entry.day().isBefore(FIRST_DAY)
                ? Checked.refused(
                        FaultCode.GLOBAL_INTAKE_MALFORMED, "the day lies in the future or before " + FIRST_DAY)
                : Checked.valid(entry);
    }

    /** Stores what is said about a device, unless something later was said already. */
    CompletionStage<?> store(CatalogEntry entry, Origin origin) {
        return store.upsert(entry, WriteTime.of(entry.day(), origin.offset()));
    }

    public CompletionStage<Optional<CatalogEntry>> find(Place place, DeviceId device) {
        return store.find(place, device);
    }

    /** @return refused when the page token was not issued for this filter */
    public CompletionStage<Checked<DevicePage>> list(DeviceQuery query) {
        ByteBuffer from = null;
        var token = query.pageToken();
        if (token != null) {
            var opened = tokens.open(query.filter(), token);
            if (!(opened instanceof Checked.Valid<ByteBuffer> valid)) {
                return CompletableFuture.completedStage(PageTokens.refused());
            }
            from = valid.value();
        }
        return store.list(query.filter(), query.pageSize(), from)
                .<Checked<DevicePage>>thenApply(slice -> {
                    var next = slice.next();
                    return Checked.valid(
                            new DevicePage(slice.entries(), next == null ? null : tokens.issue(query.filter(), next)));
                })
                .exceptionally(failure -> whenNoLongerUnderstood(token, failure));
    }

    /** Reads everything once; see {@link CatalogStore#count}. */
    public CompletionStage<FleetCounts> count() {
        return store.count();
    }

    /** A token of ours that the database refuses: it was issued before an upgrade that changed the form of paging states. */
    private static Checked<DevicePage> whenNoLongerUnderstood(@Nullable String token, Throwable failure) {
        var cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (token != null && cause instanceof StoreRefusedException) {
            return PageTokens.refused();
        }
        throw failure instanceof CompletionException wrapped ? wrapped : new CompletionException(failure);
    }
}
