/**
 * Tells a webhook what happens in the pipeline, as its topics say. Nothing here changes anything.
 */
package io.afterimage.trainer.notifications;
