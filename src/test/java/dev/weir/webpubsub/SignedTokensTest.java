package dev.weir.webpubsub;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SignedTokensTest {
    private static final String KEY = "k".repeat(40);

    private final List<String> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final HttpPipeline pipeline = new HttpPipelineBuilder()
            .policies(new SignedTokens(List.of(KEY), () -> now))
            .httpClient(request -> {
                sent.add(request.getHeaders().getValue(HttpHeaderName.AUTHORIZATION));
                return Mono.empty();
            })
            .build();

    @Test
    void aUrlIsSignedOnceForAsLongAsItsTokenIsValid() {
        call("a");
        now = now.plus(Duration.ofMinutes(49));
        call("a");
        call("b");
        now = now.plus(Duration.ofMinutes(2));
        call("a");

        assertThat(sent).allMatch(header -> header.startsWith("Bearer "));
        assertThat(sent.get(1)).as("the same URL, still valid").isEqualTo(sent.get(0));
        assertThat(sent.get(2)).as("another URL").isNotEqualTo(sent.get(0));
        assertThat(sent.get(3)).as("ten minutes before its end").isNotEqualTo(sent.get(0));
    }

    private void call(String group) {
        pipeline.send(new HttpRequest(HttpMethod.POST, "https://acme.webpubsub.azure.com/api/hubs/h/groups/" + group))
                .block();
    }
}
