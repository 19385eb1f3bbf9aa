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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * States in Redis, for any number of replicas: a hash of entities and one of epochs for each lane, and a sorted set of what is
 * due in any of them. A batch's changes are one script, which Redis runs without another command between. What Redis confirms
 * is as durable as its persistence is set.
 */
public final class RedisStateStore implements StateStore {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MOST_CONNECTIONS = 4;
    private static final int MOST_WAITING = 100_000;

    /**
     * KEYS: entities, epochs, due. ARGV: lane, epoch, seq, now, then entity, expected stamp, new stamp, time and text of each
     * change; the time is empty where nothing is due, the text to forget the entity. Answers with the entities whose change was
     * refused, each with what is there. Of many epochs, those are forgotten that wrote nothing for an hour; and all are
     * where no batch made the changes and no entity is left.
     */
    private static final String CHANGE = """
            local refused = {}
            for i = 5, #ARGV, 5 do
              local current = redis.call('HGET', KEYS[1], ARGV[i])
              local stamp = current and string.match(current, '^%d+') or '0'
              if stamp ~= ARGV[i + 1] then
                refused[#refused + 1] = ARGV[i]
                refused[#refused + 1] = current or ''
              else
                local member = ARGV[1] .. '\\0' .. ARGV[i]
                if ARGV[i + 4] == '' then
                  redis.call('HDEL', KEYS[1], ARGV[i])
                else
                  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2] .. '\\n' .. ARGV[i + 4])
                end
                if ARGV[i + 3] == '' then
                  redis.call('ZREM', KEYS[3], member)
                else
                  redis.call('ZADD', KEYS[3], ARGV[i + 3], member)
                end
              end
            end
            if ARGV[2] ~= '' then
              redis.call('HSET', KEYS[2], ARGV[2], ARGV[3] .. '\\n' .. ARGV[4])
              if redis.call('HLEN', KEYS[2]) > 16 then
                local all = redis.call('HGETALL', KEYS[2])
                for i = 1, #all, 2 do
                  local at = tonumber(string.match(all[i + 1], '%d+$'))
                  if at < tonumber(ARGV[4]) - 3600000 then
                    redis.call('HDEL', KEYS[2], all[i])
                  end
                end
              end
            elseif redis.call('EXISTS', KEYS[1]) == 0 then
              redis.call('DEL', KEYS[2])
            end
            return refused
            """;

    /**
     * KEYS: due. ARGV: before, again, most, then what lanes' keys begin and end with. Answers with lane, entity and what is there
     * of each that was due, which is due again then.
     */
    private static final String DUE = """
            local answer = {}
            local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[3])
            for i = 1, #found do
              local lane, entity = string.match(found[i], '^(.-)%z(.*)$')
              local current = redis.call('HGET', ARGV[4] .. lane .. ARGV[5], entity)
              if current then
                redis.call('ZADD', KEYS[1], ARGV[2], found[i])
                answer[#answer + 1] = lane
                answer[#answer + 1] = entity
                answer[#answer + 1] = current
              else
                redis.call('ZREM', KEYS[1], found[i])
              end
            end
            return answer
            """;

    private static final String KEY_START = "weir|state|{";
    private static final String ENTITIES_END = "}|entities";
    private static final String EPOCHS_END = "}|epochs";
    private static final String DUE_KEY = "weir|state|due";

    private final Redis redis;

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
    }

    private static String entities(String lane) {
        return KEY_START + lane + ENTITIES_END;
    }

    private static String epochs(String lane) {
        return KEY_START + lane + EPOCHS_END;
    }

    @Override
    public boolean isShared() {
        return true;
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
                .arg(3)
                .arg(entities(lane))
                .arg(epochs(lane))
                .arg(DUE_KEY)
                .arg(lane)
                .arg(epoch)
                .arg(seq)
                .arg(System.currentTimeMillis());
        for (Change change : changes) {
            request.arg(change.entity())
                    .arg(change.expected())
                    .arg(change.stamp())
                    .arg(change.dueAt() == NEVER ? "" : Long.toString(change.dueAt()))
                    .arg(new String(change.text(), StandardCharsets.UTF_8));
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

    @Override
    public CompletionStage<List<Due>> due(long before, long again, int most) {
        return send(Request.cmd(Command.EVAL)
                        .arg(DUE)
                        .arg(1)
                        .arg(DUE_KEY)
                        .arg(before)
                        .arg(again)
                        .arg(most)
                        .arg(KEY_START)
                        .arg(ENTITIES_END))
                .map(RedisStateStore::due)
                .toCompletionStage();
    }

    private static List<Due> due(Response answer) {
        List<Due> found = new ArrayList<>();
        for (int i = 0; i + 2 < answer.size(); i += 3) {
            found.add(new Due(
                    answer.get(i).toString(),
                    answer.get(i + 1).toString(),
                    kept(answer.get(i + 2).toBytes())));
        }
        return found;
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
