package dev.weir.webpubsub;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import reactor.core.publisher.Mono;

/**
 * Signs each call by an access key, each URL once for as long as its token is valid: the SDK's own policy signs every call.
 * Where the service refuses a key and there is another one, the call is made once more by that, and it is used from then on.
 * Safe on any thread.
 */
final class SignedTokens implements HttpPipelinePolicy {
    private static final Logger LOG = Logger.getLogger(SignedTokens.class);
    private static final Duration VALID = Duration.ofHours(1);
    /** Clocks differ, and a call takes its time. */
    private static final Duration RENEWED_BEFORE = Duration.ofMinutes(10);

    private static final int UNAUTHORIZED = 401;
    private static final int MOST_URLS = 20_000;

    private final List<String> keys;
    private final InstantSource clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private volatile int current;

    private record Token(String text, int key, Instant renewAt) {
        boolean isGood(int wanted, Instant now) {
            return key == wanted && now.isBefore(renewAt);
        }
    }

    /** @param keys of the same service; the first is tried first */
    SignedTokens(List<String> keys, InstantSource clock) {
        this.keys = List.copyOf(keys);
        this.clock = clock;
    }

    @Override
    public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
        int used = current;
        HttpPipelineNextPolicy again = next.clone();
        sign(context, used);
        return next.process().flatMap(response -> {
            if (response.getStatusCode() != UNAUTHORIZED || keys.size() == 1) {
                return Mono.just(response);
            }
            int other = (used + 1) % keys.size();
            response.close();
            sign(context, other);
            return again.process().doOnNext(answer -> {
                if (answer.getStatusCode() != UNAUTHORIZED && current == used) {
                    current = other;
                    LOG.warn("Web PubSub refuses one of the two access keys; the other is used from now on");
                }
            });
        });
    }

    private void sign(HttpPipelineCallContext context, int key) {
        String url = context.getHttpRequest().getUrl().toString();
        Instant now = clock.instant();
        Token known = tokens.get(url);
        if (known == null || !known.isGood(key, now)) {
            if (tokens.size() >= MOST_URLS) {
                // Groups come and go; what is still in use is signed again.
                tokens.clear();
            }
            known = new Token(
                    signed(url, key, now.plus(VALID)), key, now.plus(VALID).minus(RENEWED_BEFORE));
            tokens.put(url, known);
        }
        context.getHttpRequest().setHeader(HttpHeaderName.AUTHORIZATION, "Bearer " + known.text());
    }

    private String signed(String url, int key, Instant until) {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .audience(url)
                        .expirationTime(Date.from(until))
                        .build());
        try {
            token.sign(new MACSigner(keys.get(key).getBytes(StandardCharsets.UTF_8)));
        } catch (JOSEException e) {
            // Its message might show something of the key.
            throw new IllegalStateException(
                    "An access key can't sign: " + e.getClass().getSimpleName());
        }
        return token.serialize();
    }
}
