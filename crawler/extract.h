/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker does to one job: is the content known, what does it say, what
 * goes into the frontier, and the WARC records.  On a worker thread; touches
 * nothing but the job, the fixed part of its site, and the reader.
 */
#ifndef NIANBAO_CRAWLER_EXTRACT_H
#define NIANBAO_CRAWLER_EXTRACT_H

#include "crawler/convert.h"
#include "crawler/job.h"

struct extract_settings {
	struct html_limits limits; /* expired and ctx are set here */
	int64_t html_time_ms;
	size_t text_max, links_max;
	int64_t column_pages_max;
	int32_t depth_max, redirects_max;
	int gzip_level;
	size_t spool_above;
	const char *spool_dir;
	const char *program, *config_sha256;
	struct convert_options convert;
	size_t document_memory;	/* bytes one may take once it is read */
};

/*
 * Fills in everything of the job under "what the worker made of it", and its
 * item but for the host and the next due time.  reader may be NULL: then the
 * writer alone finds out what is known.  job->err is set where the records
 * could not be built (ERR_NOMEM, ERR_IO, ERR_NOSPACE), or ERR_CANCELLED where
 * reading a document was stopped (convert_stop_all()): it is as if nothing had
 * been asked.
 */
void extract(struct job *job, const struct extract_settings *settings,
	     struct store_reader *reader);

#endif
