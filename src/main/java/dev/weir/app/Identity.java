package dev.weir.app;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.vertx.VertxHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** The process's identity of Entra ID, made when it is first asked for: without one, no credential is looked for. */
final class Identity {
    private final Vertx vertx;
    private @Nullable TokenCredential credential;

    Identity(Vertx vertx) {
        this.vertx = vertx;
    }

    synchronized TokenCredential get() {
        TokenCredential made = credential;
        if (made == null) {
            made = new DefaultAzureCredentialBuilder()
                    .httpClient(new VertxHttpClientBuilder().vertx(vertx).build())
                    .build();
            credential = made;
        }
        return made;
    }
}
