package io.mededge.infra.devstack;

import io.mededge.infra.devstack.plan.Plan;
import io.mededge.infra.devstack.plan.Project;
import io.mededge.infra.devstack.plan.SavedSystem;
import io.mededge.infra.devstack.process.DataFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code ./mededge status}. */
record Status(Project project, DataFolder data) {
    ExitCode print(boolean json) throws IOException {
        var system = SavedSystem.read(data);
        if (system.isEmpty()) {
            var nothing = new StatusReport(List.of(), Map.of(), StatusReport.Certificates.in(data.certificates()));
            System.out.println(json ? nothing.json() : "nothing runs in " + data.root());
            return nothing.exitCode();
        }
        var report = StatusReport.of(Plan.of(project, system.get()));
        System.out.print(json ? report.json() + System.lineSeparator() : report.text());
        if (SupervisorFile.alive(data).isEmpty()) {
            System.err.println("the supervisor is gone, so nothing is restarted; stop the rest with ./mededge down");
            return ExitCode.PROCESS_FAILED;
        }
        return report.exitCode();
    }
}
