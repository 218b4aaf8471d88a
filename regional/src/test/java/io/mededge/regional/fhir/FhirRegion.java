package io.mededge.regional.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.mededge.infra.devstack.DevStack;
import io.mededge.infra.devstack.plan.FreePorts;
import io.mededge.infra.devstack.plan.Part;
import io.mededge.model.id.MetricId;
import io.mededge.model.outbound.MetricDescription;
import io.mededge.model.outbound.MetricDescription.Category;
import io.mededge.model.outbound.MetricDescription.Kind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.undertow.Undertow;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** A region of which only the database and the FHIR endpoint run, the latter in the servlet container that Quarkus uses; tests write the rows. */
final class FhirRegion implements AutoCloseable {
    private static final String FACILITY = "facility-1";

    /** As application.properties sets it. */
    private static final String GENERIC_PLANS = "set plan_cache_mode = force_generic_plan";

    /** Not the default, so that a second source of it would show. */
    static final Duration LATENESS = Duration.ofMinutes(30);

    static final MetricDescription BLOOD_FLOW = new MetricDescription(
            new MetricId("blood-flow"),
            "Blood flow, actual",
            "mL/min",
            "158740",
            "MDC_HDIALY_BLD_PUMP_BLOOD_FLOW_RATE",
            "",
            Kind.QUANTITY,
            Category.MEASUREMENT,
            List.of());

    private final DevStack stack;
    private final AgroalDataSource dataSource;
    private final Undertow server;
    private final HttpClient http = HttpClient.newHttpClient();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final String base;

    private FhirRegion() throws Exception {
        stack = DevStack.start(Part.POSTGRES);
        var url = "jdbc:" + stack.address("postgres");
        Flyway.configure().dataSource(url, "mededge", "").load().migrate();
        dataSource = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(8)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .connectionFactoryConfiguration(connection -> connection
                                .jdbcUrl(url)
                                .initialSql(GENERIC_PLANS)
                                .principal(new NamePrincipal("mededge")))));
        var port = FreePorts.first(1);
        var servlet = new ServletInfo(
                        "fhir",
                        FhirServer.class,
                        new ImmediateInstanceFactory<>(new FhirServer(dataSource, meters, LATENESS)))
                .addMapping("/fhir/*")
                .setLoadOnStartup(1);
        var deployment = ServletContainer.Factory.newInstance()
                .addDeployment(new DeploymentInfo()
                        .setDeploymentName("fhir")
                        .setContextPath("/")
                        .setClassLoader(FhirRegion.class.getClassLoader())
                        .addServlet(servlet));
        deployment.deploy();
        server = Undertow.builder()
                .addHttpListener(port, "127.0.0.1")
                .setHandler(deployment.start())
                .build();
        server.start();
        base = "http://127.0.0.1:" + port + "/fhir";
    }

    static FhirRegion start() {
        try {
            return new FhirRegion();
        } catch (Exception cannotStart) {
            throw new IllegalStateException("the FHIR endpoint did not start", cannotStart);
        }
    }

    /** @param path as {@code /Observation?…}, or a whole URL */
    HttpResponse<String> get(String path, String... headers) {
        var url = path.startsWith("http") ? path : base + path;
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    Bundle search(String path) {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return bundle(answer.body());
    }

    <T extends Resource> T read(Class<T> type, String path) {
        var answer = get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return FhirContext.forR4Cached().newJsonParser().parseResource(type, answer.body());
    }

    static Bundle bundle(String body) {
        return FhirContext.forR4Cached().newJsonParser().parseResource(Bundle.class, body);
    }

    static List<String> ids(Bundle bundle) {
        return bundle.getEntry().stream()
                .map(entry -> entry.getResource().getIdPart())
                .toList();
    }

    static Instant minutesAgo(int minutes) {
        return Instant.now().truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(minutes));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new IllegalStateException("no answer", failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Makes a device with a telemetry stream; returns the stream. */
    int device(String device, int pollMillis) {
        describe(device, pollMillis);
        return stream(device, 1);
    }

    void describe(String device, int pollMillis) {
        execute("""
                insert into device values (?, ?, 'gateway-1', 'mededge-hd', 'SIM-' || ?::text, '3.2', 'A-01', 'A', 'mededge-hd', 1,
                    '70929', ?, '2026-11-21T00:00Z')""", FACILITY, device, device, pollMillis);
    }

    int stream(String device, long epoch) {
        return insert(
                "insert into stream (facility, gateway, device, class, epoch) values (?, 'gateway-1', ?, 0, ?) returning id",
                FACILITY,
                device,
                epoch);
    }

    int series(String device, MetricDescription metric) {
        return insert(
                """
                insert into series (facility, device, metric, display, unit, mdc_code, mdc_reference, loinc_code, kind, category)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id""",
                FACILITY,
                device,
                metric.id().value(),
                metric.display(),
                metric.unit(),
                metric.mdcCode(),
                metric.mdcReference(),
                metric.loincCode(),
                metric.kind().ordinal(),
                metric.category().ordinal());
    }

    void sample(int stream, int series, Instant at, double value) {
        execute(
                "insert into sample values (?, (select count(*) + 1 from sample where stream = ?), ?, ?, ?, 0)",
                stream,
                stream,
                series,
                at,
                value);
        execute("""
                insert into stream_minute values (?, date_trunc('minute', ?::timestamptz), 1, false)
                on conflict (stream, minute) do update set records = stream_minute.records + 1""", stream, at);
    }

    /** Regular samples, the first at {@code from}, values ascending by one from {@code firstValue}. */
    void samples(int stream, int series, Instant from, Duration period, int count, double firstValue) {
        execute("""
                insert into sample select ?, n + 1, ?, ?::timestamptz + n * ?::bigint * interval '1 microsecond', ? + n, 0
                from generate_series(0, ? - 1) n""", stream, series, from, period.toNanos() / 1_000, firstValue, count);
        execute("""
                insert into stream_minute select stream, date_trunc('minute', at), count(*), false from sample where series = ?
                group by 1, 2 on conflict (stream, minute) do nothing""", series);
    }

    void associate(String device, Instant since, @Nullable String pseudonym) {
        if (pseudonym != null) {
            execute("insert into patient values (?, ?, ?) on conflict do nothing", pseudonym, FACILITY, since);
        }
        execute(
                "insert into association values (?, ?, ?, ?, 1, (select count(*) + 1 from association))",
                FACILITY,
                device,
                since,
                pseudonym);
    }

    void correct(String device, long number, Instant since, Instant until, String former, @Nullable String pseudonym) {
        if (pseudonym != null) {
            execute("insert into patient values (?, ?, ?) on conflict do nothing", pseudonym, FACILITY, since);
        }
        execute(
                "insert into association_correction values (?, ?, ?, ?, ?, ?, ?, ?, 1,"
                        + " (select count(*) + 1 from association_correction))",
                FACILITY,
                device,
                number,
                since,
                until,
                former,
                pseudonym,
                Instant.now());
    }

    int insert(String sql, @Nullable Object... arguments) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void execute(String sql, @Nullable Object... arguments) {
        try (var connection = dataSource.getConnection();
                var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            statement.execute();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object[] arguments) throws SQLException {
        for (var i = 0; i < arguments.length; i++) {
            var argument = arguments[i];
            statement.setObject(
                    i + 1, argument instanceof Instant at ? OffsetDateTime.ofInstant(at, ZoneOffset.UTC) : argument);
        }
    }

    @Override
    public void close() {
        server.stop();
        dataSource.close();
        stack.close();
    }
}
