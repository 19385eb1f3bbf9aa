package dev.weir.app;

import io.quarkus.info.runtime.spi.InfoContributor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** The version in {@code /q/info}. Quarkus' own entry has the time of the build, and no two builds would be the same. */
@ApplicationScoped
class VersionInfo implements InfoContributor {
    @Override
    public String name() {
        return "build";
    }

    @Override
    public Map<String, Object> data() {
        return Map.of("name", "weir", "version", Version.text());
    }
}
