/** Commands to the trainer, and its replies. */
package io.afterimage.client.control;
