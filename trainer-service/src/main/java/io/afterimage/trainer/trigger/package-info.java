/**
 * When a run is due: enough new labels, enough time, or a model that does worse, or sees something
 * else, than when it was published.
 */
package io.afterimage.trainer.trigger;
