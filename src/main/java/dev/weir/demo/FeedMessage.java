package dev.weir.demo;

/**
 * One message for the broker, as any producer would send it.
 *
 * @param tenant whose event it holds
 * @param id the message id: the same on every attempt to send it
 * @param contentType the media type of the body
 * @param subject the message's subject, or empty
 * @param body the payload; not copied, and not to be changed
 */
record FeedMessage(
        String tenant,
        String id,
        String contentType,
        String subject,
        @SuppressWarnings("ArrayRecordComponent") byte[] body) {

    @Override
    public String toString() {
        return "FeedMessage[" + id + " of " + tenant + ", " + body.length + " bytes]";
    }
}
