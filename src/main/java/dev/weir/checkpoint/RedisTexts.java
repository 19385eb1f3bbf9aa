package dev.weir.checkpoint;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/**
 * Texts in Redis: a hash for each map. A claim is one script, which Redis runs without another command between. What
 * Redis confirms is as durable as its persistence is set.
 */
final class RedisTexts implements Texts {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 4;
    private static final int MOST_WAITING = 1024;

    /** In the form of {@link Claim#text}; the time is the server's, which all processors see alike. */
    private static final String CLAIM = """
            local current = redis.call('HGET', KEYS[1], ARGV[1])
            local etag = current and string.match(current, '^[^\\n]*') or ''
            if etag ~= ARGV[2] then
              return -1
            end
            local time = redis.call('TIME')
            local millis = time[1] .. string.format('%03d', math.floor(tonumber(time[2]) / 1000))
            redis.call('HSET', KEYS[1], ARGV[1], ARGV[3] .. '\\n' .. millis .. '\\n' .. ARGV[4])
            return tonumber(millis)
            """;

    private final Redis redis;
    private final String prefix;

    /** @param url {@code redis://[:PASSWORD@]HOST[:PORT][/DATABASE]}, or {@code rediss} for TLS: a secret */
    RedisTexts(Vertx vertx, String url, String prefix) {
        this.redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setMaxPoolSize(MOST_CONNECTIONS)
                        .setMaxPoolWaiting(MOST_WAITING));
        this.prefix = prefix;
    }

    @Override
    public Mono<Map<String, String>> all(String map) {
        return send(Request.cmd(Command.HGETALL).arg(prefix + map)).map(RedisTexts::entries);
    }

    private static Map<String, String> entries(Response response) {
        Map<String, String> entries = new HashMap<>();
        for (String key : response.getKeys()) {
            entries.put(key, response.get(key).toString());
        }
        return entries;
    }

    @Override
    public Mono<Void> put(String map, String key, String text) {
        return send(Request.cmd(Command.HSET).arg(prefix + map).arg(key).arg(text))
                .then();
    }

    @Override
    public Mono<Long> claim(String map, String key, String expected, String etag, String owner) {
        return send(Request.cmd(Command.EVAL)
                        .arg(CLAIM)
                        .arg(1)
                        .arg(prefix + map)
                        .arg(key)
                        .arg(expected)
                        .arg(etag)
                        .arg(owner))
                .map(Response::toLong)
                .filter(claimedAt -> claimedAt >= 0);
    }

    private Mono<Response> send(Request request) {
        return Mono.fromCompletionStage(() -> {
                    Future<Response> answer = redis.send(request);
                    return answer.toCompletionStage();
                })
                .timeout(TIMEOUT);
    }

    @Override
    public void close() {
        redis.close();
    }
}
