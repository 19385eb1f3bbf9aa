package dev.weir.local.servicebus;

import dev.weir.local.amqp.AmqpError;

/** What is said to those who want sessions, in the service's conditions. */
final class SessionErrors {
    private SessionErrors() {}

    static AmqpError lockLost(String session) {
        return new AmqpError(
                "com.microsoft:session-lock-lost",
                "The lock of session '" + session + "' has expired or was given back: accept the session again.");
    }

    static AmqpError cannotBeLocked(String session) {
        return new AmqpError(
                "com.microsoft:session-cannot-be-locked",
                "The session '" + session + "' is locked by another receiver until its lock expires.");
    }

    static AmqpError noneWasFree(String path) {
        return new AmqpError(
                "com.microsoft:timeout", "No session of '" + path + "' came to be free with messages in time.");
    }

    static AmqpError required(String path) {
        return new AmqpError(
                AmqpError.NOT_ALLOWED,
                "'" + path + "' requires sessions: a receiver without a session cannot be created on it.");
    }

    static AmqpError absent(String path) {
        return new AmqpError(
                AmqpError.NOT_ALLOWED, "a session receiver cannot be created on '" + path + "', which has no sessions");
    }

    static AmqpError messageWithout(String path) {
        return new AmqpError(
                AmqpError.NOT_ALLOWED,
                "The SessionId was not set on a message for '" + path + "', which requires sessions.");
    }
}
