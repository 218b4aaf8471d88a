package io.mededge.edge.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.mededge.edge.profile.ProfileFiles.Change;
import io.mededge.model.safety.Hazard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFilesTest {
    private static final String FIRST =
            "profile: p\nversion: 1\npoints: [{id: x, area: input, address: 0, unit: mL, plausible: 0..10}]\n";
    private static final String SECOND =
            FIRST.replace("version: 1", "version: 2").replace("0..10", "0..20");

    @TempDir
    Path folder;

    private Path file;
    private ProfileFiles files;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("p.yaml");
        Files.writeString(file, FIRST);
        files = new ProfileFiles(Map.of(file, ((ProfileLoader.Result.Valid) ProfileLoader.load(file)).profile()));
    }

    @Test
    void aChangeIsTakenOnceAndOnlyWhenTheFileHasSettled() throws IOException {
        assertThat(files.look()).isEmpty();
        Files.writeString(file, SECOND.substring(0, 60));
        assertThat(files.look()).isEmpty();
        Files.writeString(file, SECOND);
        assertThat(files.look()).isEmpty();

        assertThat(files.look())
                .singleElement()
                .isInstanceOfSatisfying(
                        Change.Replaced.class,
                        replaced -> assertThat(replaced.profile().version()).isEqualTo(2));
        assertThat(files.look()).isEmpty();
    }

    @Test
    @Hazard("H-004")
    void aBadFileIsReportedOnceAndTheCorrectedOneIsTaken() throws IOException {
        assertThat(afterWriting(SECOND.replace("mL", "mmHg")))
                .containsExactly(file + ":3: points x: 'mmHg' is no UCUM unit (unit). " + Rule.UNIT.why() + " "
                        + Rule.UNIT.remedy());
        assertThat(files.look()).isEmpty();

        Files.writeString(file, SECOND);
        files.look();
        assertThat(files.look()).singleElement().isInstanceOf(Change.Replaced.class);
    }

    @Test
    void anotherContentNeedsAHigherVersionAndTheSameName() throws IOException {
        assertThat(afterWriting(SECOND.replace("version: 2", "version: 1")))
                .singleElement()
                .asString()
                .contains("the version, 1, is not above the running 1");
        assertThat(afterWriting(SECOND.replace("profile: p", "profile: q")))
                .singleElement()
                .asString()
                .contains("was named p and is now q");
        assertThat(afterWriting(SECOND.replace("unit: mL", "unit: L")))
                .singleElement()
                .asString()
                .contains("the unit or kind of x has changed");
    }

    @Test
    void aCommentChangesNothing() throws IOException {
        assertThat(afterWriting("# a comment\n" + FIRST)).isEmpty();
    }

    @Test
    void aMissingFileIsSaidOnceAndMayComeBack() throws IOException {
        Files.delete(file);
        files.look();
        assertThat(files.look()).singleElement().isInstanceOf(Change.Refused.class);
        assertThat(files.look()).isEmpty();

        assertThat(afterWriting(FIRST)).isEmpty();
        Files.writeString(file, SECOND);
        files.look();
        assertThat(files.look()).singleElement().isInstanceOf(Change.Replaced.class);
    }

    private List<String> afterWriting(String content) throws IOException {
        Files.writeString(file, content);
        assertThat(files.look()).isEmpty();
        return files.look().stream()
                .flatMap(change -> ((Change.Refused) change).problems().stream())
                .toList();
    }
}
