package io.deviceingest.batch;

/**
 * What the batch may ask of the message behind an exchange; the exchange carries it as the property
 * {@link #PROPERTY}. A message without one is never withdrawn.
 */
public interface Withdrawable {

    /** The exchange property that holds it. */
    String PROPERTY = "deviceIngestWithdrawable";

    /** Says that the batch holds so many bytes of it, beside those that it arrived with. */
    default void grewBy(int bytes) {}

    /** Whether another copy of the message is written in place of this one. */
    boolean isWithdrawn();
}
