/** The trainer as a service: its configuration, its parts put together, and its life. */
package io.afterimage.trainer.service;
