package dev.weir.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import org.eclipse.microprofile.config.ConfigProvider;

/** The container's life: until it is told to stop. */
class WeirApplication implements QuarkusApplication {
    @Override
    public int run(String... args) {
        // Where a free port was asked for, Quarkus puts the one it got here.
        int port = ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
        Launch.current().whenStarted().accept(port);
        Quarkus.waitForExit();
        return ExitCode.OK;
    }
}
