package io.mededge.regional.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.ETagSupportEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import io.mededge.model.fault.FaultCode;
import io.mededge.regional.transform.ObservationMapper;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The FHIR endpoint: wires the feature and hands HAPI what it serves. There is no create, update or delete. */
@WebServlet(urlPatterns = "/fhir/*", name = "fhir")
public class FhirServer extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private final transient DataSource dataSource;
    private final transient MeterRegistry meters;
    private final Duration lateness;

    /** @param lateness the one by which ingest calls a sample late */
    @Inject
    FhirServer(
            DataSource dataSource,
            MeterRegistry meters,
            @ConfigProperty(name = "regional.ingest.lateness") Duration lateness) {
        super(FhirContext.forR4Cached());
        this.dataSource = dataSource;
        this.meters = meters;
        this.lateness = lateness;
    }

    @Override
    protected void initialize() {
        var clock = Clock.systemUTC();
        var database = new ReadPool(dataSource);
        var series = new SeriesStore(database);
        var patients = new PatientStore(database);
        var search = new ObservationSearch(
                series,
                patients,
                new ObservationStore(database),
                new ClockStore(database),
                new ObservationMapper(lateness),
                clock);
        var treatments = new TreatmentStore(database);
        setResourceProviders(
                new ObservationProvider(search, new RawSamples(series, database)),
                new DeviceProvider(series),
                new DeviceMetricProvider(series),
                new PatientProvider(patients),
                new ProcedureProvider(treatments),
                new EncounterProvider(treatments));
        setServerConformanceProvider(new Capabilities(Date.from(clock.instant())));
        registerInterceptor(new FaultInterceptor(this::count));
        setDefaultResponseEncoding(EncodingEnum.JSON);
        // a resource also changes when an association arrives late, which its version cannot tell
        setETagSupport(ETagSupportEnum.DISABLED);
        setServerName("MedEdge");
    }

    private void count(FaultCode fault) {
        meters.counter("mededge.faults", "fault", fault.label()).increment();
    }
}
