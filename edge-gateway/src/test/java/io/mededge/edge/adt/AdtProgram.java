package io.mededge.edge.adt;

import io.mededge.edge.TestConfig;
import io.mededge.edge.fault.Faults;
import io.mededge.edge.patient.TestHospital;
import io.mededge.model.id.FacilityId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The child of the kill test: patients and an intake, until it is killed. Arguments: folder of the patients, file that it writes its port to. */
final class AdtProgram {
    private AdtProgram() {}

    public static void main(String[] arguments) throws Exception {
        var hospital = TestHospital.open(Path.of(arguments[0]));
        var intake = new AdtIntake(
                TestConfig.of(Map.of(
                                "gateway.adt.listen",
                                "127.0.0.1:0",
                                "gateway.adt.authorities[0].name",
                                "HOSP",
                                "gateway.adt.authorities[0].system",
                                "urn:oid:2.999.1"))
                        .adt(),
                new FacilityId("facility-1"),
                new Faults(),
                InstantSource.system());
        intake.start(hospital.records());
        while (intake.state().port() == 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        var file = Path.of(arguments[1]);
        var half = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(half, Integer.toString(intake.state().port()));
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        Thread.currentThread().join();
    }
}
