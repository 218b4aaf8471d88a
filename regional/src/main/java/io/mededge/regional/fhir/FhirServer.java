package io.mededge.regional.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.server.ETagSupportEnum;
import ca.uhn.fhir.rest.server.RestfulServer;
import io.mededge.model.fault.FaultCode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import java.time.Clock;
import java.util.Date;
import javax.sql.DataSource;

/** The FHIR endpoint: wires the feature and hands HAPI what it serves. There is no create, update or delete. */
@WebServlet(urlPatterns = "/fhir/*", name = "fhir")
public class FhirServer extends RestfulServer {
    private static final long serialVersionUID = 1L;

    private final transient DataSource dataSource;
    private final transient MeterRegistry meters;

    @Inject
    FhirServer(DataSource dataSource, MeterRegistry meters) {
        super(FhirContext.forR4Cached());
        this.dataSource = dataSource;
        this.meters = meters;
    }

    @Override
    protected void initialize() {
        var clock = Clock.systemUTC();
        var database = new ReadPool(dataSource);
        var series = new SeriesStore(database);
        var patients = new PatientStore(database);
        var search = new ObservationSearch(series, patients, new ObservationStore(database), clock);
        setResourceProviders(
                new ObservationProvider(search, new RawSamples(series, database)),
                new DeviceProvider(series),
                new DeviceMetricProvider(series),
                new PatientProvider(patients));
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
