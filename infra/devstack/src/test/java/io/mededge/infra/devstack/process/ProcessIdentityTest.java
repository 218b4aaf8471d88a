package io.mededge.infra.devstack.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
    @Test
    void aRunningProcessIsAliveAndADeadOneIsNot() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var identity = ProcessIdentity.of(process.pid()).orElseThrow();
        assertThat(identity.isAlive()).isTrue();

        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);

        assertThat(identity.isAlive()).isFalse();
    }

    @Test
    void aReusedProcessIdIsSomebodyElse() {
        var self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        var earlier = new ProcessIdentity(self.pid(), self.startTicks() - 1, self.bootId());
        var beforeReboot = new ProcessIdentity(self.pid(), self.startTicks(), "another boot");

        assertThat(self.isAlive()).isTrue();
        assertThat(earlier.isAlive()).isFalse();
        assertThat(beforeReboot.isAlive()).isFalse();
    }

    @Test
    void survivesItsText() {
        var self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(ProcessIdentity.parse(self.text() + "\n")).contains(self);
        assertThat(ProcessIdentity.parse("")).isEmpty();
        assertThat(ProcessIdentity.parse("12 soon boot")).isEmpty();
    }
}
