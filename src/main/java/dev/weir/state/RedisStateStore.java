package dev.weir.state;

import dev.weir.coalesce.StateStore;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * States in Redis, for any number of replicas: a hash of entities and one of epochs for each lane. A batch's changes are one
 * script, which Redis runs without another command between. What Redis confirms is as durable as its persistence is set.
 */
public final class RedisStateStore implements StateStore {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 4;
    private static final int MOST_WAITING = 100_000;

    /**
     * KEYS: entities, epochs. ARGV: epoch, seq, now, then entity, expected stamp and text of each change. Answers with the
     * entities whose change was refused, each with what is there. Epochs that wrote nothing for an hour are forgotten.
     */
    private static final String CHANGE = """
            local refused = {}
            for i = 4, #ARGV, 3 do
              local current = redis.call('HGET', KEYS[1], ARGV[i])
              local stamp = current and string.match(current, '^%d+') or '0'
              if stamp ~= ARGV[i + 1] then
                refused[#refused + 1] = ARGV[i]
                refused[#refused + 1] = current or ''
              elseif ARGV[i + 2] == '' then
                redis.call('HDEL', KEYS[1], ARGV[i])
              else
                redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', tonumber(stamp) + 1) .. '\\n' .. ARGV[i + 2])
              end
            end
            if ARGV[1] ~= '' then
              redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. '\\n' .. ARGV[3])
              if redis.call('HLEN', KEYS[2]) > 16 then
                local all = redis.call('HGETALL', KEYS[2])
                for i = 1, #all, 2 do
                  local at = tonumber(string.match(all[i + 1], '%d+$'))
                  if at < tonumber(ARGV[3]) - 3600000 then
                    redis.call('HDEL', KEYS[2], all[i])
                  end
                end
              end
            end
            return refused
            """;

    private final Redis redis;
    private final String prefix;

    /**
     * Connects when it is first asked.
     *
     * @param url {@code redis://[:PASSWORD@]HOST[:PORT][/DATABASE]}, or {@code rediss} for TLS: a secret
     * @throws IllegalArgumentException if it is none
     */
    public RedisStateStore(Vertx vertx, String url) {
        this.redis = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setMaxPoolSize(MOST_CONNECTIONS)
                        .setMaxPoolWaiting(MOST_WAITING));
        this.prefix = "weir|state|";
    }

    /** One slot of a cluster holds both keys of a lane. */
    private String entities(String lane) {
        return prefix + "{" + lane + "}|entities";
    }

    private String epochs(String lane) {
        return prefix + "{" + lane + "}|epochs";
    }

    @Override
    public CompletionStage<Optional<Kept>> load(String lane, String entity) {
        return send(Request.cmd(Command.HGET).arg(entities(lane)).arg(entity))
                .map(answer -> Optional.ofNullable(answer).map(text -> kept(text.toBytes())))
                .toCompletionStage();
    }

    @Override
    public CompletionStage<Map<String, Optional<Kept>>> change(
            String lane, String epoch, long seq, List<Change> changes) {
        Request request = Request.cmd(Command.EVAL)
                .arg(CHANGE)
                .arg(2)
                .arg(entities(lane))
                .arg(epochs(lane))
                .arg(epoch)
                .arg(seq)
                .arg(System.currentTimeMillis());
        for (Change change : changes) {
            request.arg(change.entity()).arg(change.expected()).arg(new String(change.text(), StandardCharsets.UTF_8));
        }
        return send(request).map(RedisStateStore::refused).toCompletionStage();
    }

    private static Map<String, Optional<Kept>> refused(Response answer) {
        Map<String, Optional<Kept>> refused = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            byte[] current = answer.get(i + 1).toBytes();
            refused.put(answer.get(i).toString(), current.length == 0 ? Optional.empty() : Optional.of(kept(current)));
        }
        return refused;
    }

    @Override
    public CompletionStage<LaneContent> content(String lane) {
        // Epochs first: a state that is stored between the two is of a batch that the snapshot leaves out.
        return send(Request.cmd(Command.HGETALL).arg(epochs(lane)))
                .compose(epochs -> send(Request.cmd(Command.HGETALL).arg(entities(lane)))
                        .map(entities -> content(epochs, entities)))
                .toCompletionStage();
    }

    private static LaneContent content(Response epochs, Response entities) {
        Map<String, Long> ofEpochs = new HashMap<>();
        for (String epoch : epochs.getKeys()) {
            ofEpochs.put(epoch, kept(epochs.get(epoch).toBytes()).stamp());
        }
        Map<String, Kept> all = new HashMap<>();
        for (String entity : entities.getKeys()) {
            all.put(entity, kept(entities.get(entity).toBytes()));
        }
        return new LaneContent(all, ofEpochs);
    }

    private static Kept kept(byte[] value) {
        int end = 0;
        while (value[end] != '\n') {
            end++;
        }
        return new Kept(
                Long.parseLong(new String(value, 0, end, StandardCharsets.US_ASCII)),
                Arrays.copyOfRange(value, end + 1, value.length));
    }

    private Future<Response> send(Request request) {
        return redis.send(request).timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        redis.close();
    }
}
