package io.mededge.infra.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mededge.infra.devstack.StatusReport.Certificates;
import io.mededge.infra.devstack.StatusReport.Line;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final Line GOOD = new Line("regional", 17L, 18081, true, 300, "/d/log/regional.log", "", false);
    private static final Line STARTING =
            new Line("global", 18L, 18082, false, 20, "/d/log/global.log", "HTTP on port 18082: refused", false);
    private static final Line FAILED =
            new Line("cassandra", null, 19042, false, 0, "/d/log/cassandra.log", "failed: it keeps dying", true);

    @Test
    void theJsonHasTheShapeThatScriptsRelyOn() throws Exception {
        var json = new ObjectMapper().readTree(report(GOOD, FAILED).json());

        assertThat(json).isEqualTo(new ObjectMapper().readTree("""
                                        {"processes": [
                                           {"name": "regional", "pid": 17, "port": 18081, "healthy": true, "rssMiB": 300, "log": "/d/log/regional.log"},
                                           {"name": "cassandra", "pid": null, "port": 19042, "healthy": false, "rssMiB": 0, "log": "/d/log/cassandra.log"}],
                                         "addresses": {"fhir": "http://127.0.0.1:18081/fhir"},
                                         "certificates": {"ca": "/d/ca.pem", "client": "/d/client.pem", "key": "/d/key.pem"}}
                                        """));
    }

    @Test
    void theExitCodeTellsHealthyFromStartingFromFailed() {
        assertThat(report(GOOD).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(report(GOOD, STARTING).exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(report(GOOD, STARTING, FAILED).exitCode()).isEqualTo(ExitCode.PROCESS_FAILED);
        assertThat(report().exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void peopleReadWhyAndWhereToLook() {
        assertThat(report(GOOD, FAILED).text())
                .contains("failed: it keeps dying; see /d/log/cassandra.log")
                .contains("http://127.0.0.1:18081/fhir");
    }

    private static StatusReport report(Line... lines) {
        return new StatusReport(
                List.of(lines),
                Map.of("fhir", "http://127.0.0.1:18081/fhir"),
                new Certificates("/d/ca.pem", "/d/client.pem", "/d/key.pem"));
    }
}
