package dev.weir.webpubsub;

import com.azure.core.exception.HttpResponseException;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpResponse;
import dev.weir.publish.Outcome;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a failed call means. Texts name the service's answer, never the address or the token. */
final class Failure {
    private static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");

    private Failure() {}

    static Outcome outcome(Throwable failure) {
        if (failure instanceof HttpResponseException answer && answer.getResponse() != null) {
            return outcome(answer.getResponse());
        }
        if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
            return new Outcome.Unavailable(
                    "Web PubSub did not answer in time; whether it took the batch is not known", true);
        }
        if (isBeforeSending(failure) || isBeforeSending(failure.getCause())) {
            return new Outcome.Unavailable(
                    "Web PubSub can't be reached (" + failure.getClass().getSimpleName()
                            + "); check the endpoint of 'web-pubsub' and the network",
                    false);
        }
        return new Outcome.Unavailable(
                "The call to Web PubSub failed (" + failure.getClass().getSimpleName() + ")", true);
    }

    private static Outcome outcome(HttpResponse answer) {
        int status = answer.getStatusCode();
        Optional<Duration> retryAfter = retryAfter(answer.getHeaderValue(HttpHeaderName.RETRY_AFTER));
        String code = answer.getHeaderValue(ERROR_CODE);
        String text = "Web PubSub answered " + status + (code == null ? "" : " " + code);
        if (status == 429 || (status == 503 && retryAfter.isPresent())) {
            return new Outcome.Throttled(retryAfter, text + ": the hub's request budget is spent", status == 503);
        }
        if (status == 401 || status == 403) {
            return new Outcome.Unauthorized(text
                    + ": the access key or the identity of 'web-pubsub' is not accepted; set the right key and restart, or"
                    + " give the identity the role Web PubSub Service Owner");
        }
        if (status == 400 || status == 404 || status == 413) {
            return new Outcome.Rejected(text);
        }
        // Whatever else comes, such as a proxy's 407, says nothing of the batch: it is never dead-lettered for it.
        return new Outcome.Unavailable(text, status == 408 || status >= 500);
    }

    private static boolean isBeforeSending(@Nullable Throwable failure) {
        return failure instanceof ConnectException || failure instanceof UnknownHostException;
    }

    /** Seconds or an HTTP date (RFC 9110, 10.2.3). */
    private static Optional<Duration> retryAfter(@Nullable String value) {
        if (value == null) {
            return Optional.empty();
        }
        try {
            if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(ZonedDateTime.now(until.getZone()), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
