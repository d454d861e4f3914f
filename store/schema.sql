-- SPDX-License-Identifier: Apache-2.0
--
-- The catalog of an archive: an index of its WARC files, and the state that
-- outlives processes.  Every row about a capture names bytes that are durable
-- already; `nianbao mend --rebuild` makes captures, contents, links,
-- columns, reports and facts again from the WARC files alone.
--
-- Times are milliseconds since 1970 UTC.  Digests are blobs of 32 bytes.  What
-- is not known is NULL, never 0 or ''.  Anyone may read this with sqlite3
-- while nianbao works; nothing but nianbao should write it.

-- A start of the program that changed the archive.
CREATE TABLE run (
	id INTEGER PRIMARY KEY,
	command TEXT NOT NULL,		-- crawl, refresh, run, mend
	program TEXT NOT NULL,		-- nianbao/0.1.0
	config_sha256 TEXT,		-- hex, of the configuration in force
	started_ms INTEGER NOT NULL,
	ended_ms INTEGER,		-- NULL: at work, or it died
	outcome TEXT			-- done, limited, interrupted, failed
);

-- A county or township portal as it is configured, or as it was named.
CREATE TABLE site (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	seed TEXT,			-- its first seed, canonical
	scope TEXT NOT NULL,		-- reports, site
	official INTEGER NOT NULL,	-- 1: configured so, or a gov.cn host
	pass_started_ms INTEGER,	-- of the last pass over it
	pass_ended_ms INTEGER		-- NULL while one is not finished
);

-- Scheme, name and port, with its politeness.
CREATE TABLE host (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,	-- http://name:80
	address TEXT,			-- numeric, the last one used
	next_ms INTEGER,		-- no request before
	last_response_ms INTEGER,	-- how long its last answer took
	crawl_delay_ms INTEGER,		-- from robots.txt
	backoff_until_ms INTEGER,	-- Retry-After, failures
	backoff_steps INTEGER NOT NULL DEFAULT 0, -- doublings so far
	blocked_since_ms INTEGER,	-- NULL: not blocked, as all block_*
	block TEXT,			-- class of the block
	block_sign TEXT,		-- status and sign of its first answer
	block_group TEXT,		-- key of the host of its group that was
					-- blocked first; one probe speaks for
					-- all that have the same
	block_steps INTEGER,		-- probes of the group that were blocked
	block_until_ms INTEGER,		-- no probe of the group before
	block_division INTEGER,		-- of its site; NULL: not known
	robots_capture INTEGER,		-- the last good robots.txt
	robots_at_ms INTEGER,		-- when it was last confirmed
	robots_status INTEGER,		-- its HTTP status
	robots_record TEXT,		-- its WARC-Record-ID
	robots_tried_ms INTEGER,	-- the latest attempt at it
	failures INTEGER NOT NULL DEFAULT 0 -- of the network, in a row
);

CREATE INDEX host_block ON host (block_group) WHERE block_group IS NOT NULL;

-- Hosts found to belong to a site.
CREATE TABLE site_host (
	site_id INTEGER NOT NULL REFERENCES site,
	host_id INTEGER NOT NULL REFERENCES host,
	PRIMARY KEY (site_id, host_id)
) WITHOUT ROWID;

-- The budget that all names on one address share.
CREATE TABLE address (
	address TEXT PRIMARY KEY,	-- numeric
	next_ms INTEGER NOT NULL	-- no request before
) WITHOUT ROWID;

-- Every URL that was ever queued, captured or a page of a column, canonical.
-- A POST is known by its URL with the body behind it as a query, as replay
-- tools look it up: ...?__wb_method=POST&page=2.
CREATE TABLE url (
	id INTEGER PRIMARY KEY,
	url TEXT NOT NULL UNIQUE,
	host_id INTEGER REFERENCES host,
	target TEXT			-- of a POST: the URL itself
);
CREATE INDEX url_target ON url (target) WHERE target IS NOT NULL;

-- What is to be fetched for a site, and what was.
CREATE TABLE frontier (
	id INTEGER PRIMARY KEY,
	url_id INTEGER NOT NULL REFERENCES url,
	site_id INTEGER NOT NULL REFERENCES site,
	host_id INTEGER NOT NULL,	-- of the URL, for the indexes
	state INTEGER NOT NULL,		-- 0 queued, 1 leased, 2 done
	robots INTEGER NOT NULL DEFAULT 0, -- 1: a robots.txt
	seed INTEGER NOT NULL DEFAULT 0, -- 1: a seed
	priority INTEGER NOT NULL,	-- higher first, 0 to 1000
	depth INTEGER NOT NULL,		-- links from the seed
	redirects INTEGER NOT NULL,	-- redirects followed to get here
	due_ms INTEGER NOT NULL,	-- not before; 0: at once
	queued_ms INTEGER NOT NULL,	-- when it was first found
	attempts INTEGER NOT NULL DEFAULT 0, -- failed ones in this pass
	run_id INTEGER,			-- whose lease it is, while leased
	stop TEXT,			-- why it is done though this pass did
					-- not ask for it: barren ...
	raw BLOB,			-- as written in the page; any bytes
	via TEXT,			-- URL of the page it was found on
	via_anchor TEXT,		-- text of the link
	via_position INTEGER,		-- among the links of that page
	via_capture INTEGER,		-- of that page
	hops TEXT,			-- L E R P X each hop; '' for a seed
	body_capture INTEGER,		-- the capture whose body is current
	memo BLOB,			-- what the crawler keeps of the reading
					-- of that body; NULL: the same bytes
					-- are read again
	refresh_ms INTEGER,		-- when to ask again for what is done;
					-- NULL: with the next refresh
	same INTEGER NOT NULL DEFAULT 0, -- answers in a row that changed
					-- nothing
	changes INTEGER NOT NULL DEFAULT 0, -- … that did
	UNIQUE (url_id, site_id)
);
-- Leasing: robots first, then by priority, depth, age.  The last two columns
-- are always 0; with them the index answers by itself.
CREATE INDEX frontier_ready ON frontier
	(host_id, site_id, robots DESC, priority DESC, depth, id, due_ms,
	state) WHERE state = 0 AND due_ms = 0;
-- Those that are not due yet; leasing sets due_ms to 0 when their time came.
CREATE INDEX frontier_waiting ON frontier
	(host_id, site_id, due_ms, state) WHERE state = 0 AND due_ms > 0;
CREATE INDEX frontier_leased ON frontier (host_id, site_id, state)
	WHERE state = 1;
CREATE INDEX frontier_site ON frontier (site_id, state);
-- What was reached as a list of reports, or as a report.
CREATE INDEX frontier_annual ON frontier (site_id) WHERE priority >= 700;
CREATE INDEX frontier_refresh ON frontier (site_id, refresh_ms)
	WHERE state = 2;

-- How many rows of the frontier are not done, by host and site: asked for all
-- the time, and among ten million rows nobody can count.  The triggers keep
-- it; nothing else writes here.
CREATE TABLE tally (
	host_id INTEGER NOT NULL,
	site_id INTEGER NOT NULL,
	ready INTEGER NOT NULL,		-- queued, due_ms 0
	waiting INTEGER NOT NULL,	-- queued, due_ms later
	leased INTEGER NOT NULL,
	PRIMARY KEY (host_id, site_id)
) WITHOUT ROWID;
CREATE TRIGGER tally_added AFTER INSERT ON frontier WHEN new.state < 2 BEGIN
	INSERT INTO tally VALUES (new.host_id, new.site_id,
		new.state = 0 AND new.due_ms = 0,
		new.state = 0 AND new.due_ms > 0, new.state = 1)
		ON CONFLICT DO UPDATE SET ready = ready + excluded.ready,
		waiting = waiting + excluded.waiting,
		leased = leased + excluded.leased;
END;
CREATE TRIGGER tally_moved AFTER UPDATE OF state, due_ms ON frontier
	WHEN new.state <> old.state OR (new.due_ms > 0) <> (old.due_ms > 0)
BEGIN
	INSERT INTO tally VALUES (new.host_id, new.site_id,
		(new.state = 0 AND new.due_ms = 0) -
		(old.state = 0 AND old.due_ms = 0),
		(new.state = 0 AND new.due_ms > 0) -
		(old.state = 0 AND old.due_ms > 0),
		(new.state = 1) - (old.state = 1))
		ON CONFLICT DO UPDATE SET ready = ready + excluded.ready,
		waiting = waiting + excluded.waiting,
		leased = leased + excluded.leased;
END;
CREATE TRIGGER tally_removed AFTER DELETE ON frontier WHEN old.state < 2 BEGIN
	UPDATE tally SET
		ready = ready - (old.state = 0 AND old.due_ms = 0),
		waiting = waiting - (old.state = 0 AND old.due_ms > 0),
		leased = leased - (old.state = 1)
		WHERE host_id = old.host_id AND site_id = old.site_id;
END;

-- How a row of the frontier is asked for, where that is more than a GET: what
-- the pager of a column asks for.
CREATE TABLE request (
	frontier_id INTEGER PRIMARY KEY REFERENCES frontier,
	method TEXT NOT NULL,		-- GET, POST
	body BLOB,			-- of a POST
	content_type TEXT,		-- of the body
	referer TEXT,			-- the column page
	family TEXT,			-- whose pager it is: trs_dynamic ...
	page INTEGER NOT NULL,		-- of the column, from 1; 0: none
	list INTEGER NOT NULL,		-- 1: a list endpoint's
	overlaps INTEGER NOT NULL,	-- 1: may bring nothing new
	probe INTEGER NOT NULL,		-- 1: a guess
	asked INTEGER NOT NULL		-- 1: in this pass over the site
);

-- A WARC file and how much of it is committed.
CREATE TABLE warc_file (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,	-- without .open
	size INTEGER NOT NULL,		-- bytes that rows vouch for
	closed INTEGER NOT NULL		-- 0: still written, named .open
);

-- Bytes that exist, once each, by the SHA-256 of the payload.
CREATE TABLE content (
	id INTEGER PRIMARY KEY,
	sha256 BLOB NOT NULL UNIQUE,
	length INTEGER NOT NULL,	-- bytes
	capture_id INTEGER NOT NULL	-- whose record holds them
);

-- What reading a document gave.
CREATE TABLE document (
	content_id INTEGER PRIMARY KEY REFERENCES content,
	kind TEXT,			-- pdf, docx ...; NULL: could not be read
	tool TEXT,			-- what read it
	error TEXT,			-- why reading it stopped; NULL: it did not
	has_text INTEGER NOT NULL,	-- 0: pictures of pages
	text_length INTEGER NOT NULL,	-- bytes, of all members of an archive
	pages INTEGER			-- NULL: it has none
);

-- One attempt at one URL, successful or not, with its provenance.  The same
-- is in the metadata record of the WARC file.
CREATE TABLE capture (
	id INTEGER PRIMARY KEY,
	url_id INTEGER NOT NULL REFERENCES url,
	site_id INTEGER REFERENCES site,
	run_id INTEGER REFERENCES run,	-- NULL: made again by mend
	kind INTEGER NOT NULL,		-- 0 response, 1 revisit,
					-- 2 not modified, 3 resource, 4 failed
	-- what was asked, and why
	raw BLOB,			-- as written in the page; any bytes
	via TEXT,			-- URL of the page the link stood on
	via_anchor TEXT, via_position INTEGER, via_capture INTEGER,
	hops TEXT,
	robots_record TEXT, robots_capture INTEGER, -- what allowed it
	method TEXT,			-- GET, POST
	seed INTEGER NOT NULL, robots INTEGER NOT NULL,
	official INTEGER,		-- of its host: 1 gov.cn or configured
					-- so, 0 foreign; NULL: not stated
	division INTEGER,		-- of its site, as configured
	queued_ms INTEGER,
	-- how it went
	started_ms INTEGER NOT NULL,	-- WARC-Date of its records
	dns_ms INTEGER, connect_ms INTEGER, tls_ms INTEGER,
	first_byte_ms INTEGER, total_ms INTEGER,
	address TEXT, port INTEGER,	-- really connected
	tls_version TEXT, tls_cipher TEXT,
	tls_chain_sha256 TEXT,		-- hex, over the DER chain as sent
	tls_relaxed TEXT,		-- the option that took checks off, and
					-- which of them would have failed
	outcome TEXT,			-- name of the error; NULL: an answer
	error TEXT,			-- in a sentence
	status INTEGER,			-- HTTP status
	block TEXT,			-- class; NULL: what was asked for
	content_type TEXT,		-- as declared
	sniffed TEXT,			-- by the bytes
	content_encoding TEXT, etag TEXT, last_modified TEXT,
	redirect_to TEXT,		-- canonical
	has_payload INTEGER NOT NULL,	-- a body arrived, be it empty
	sha256 BLOB,			-- of the payload
	payload_length INTEGER NOT NULL, -- bytes
	truncated INTEGER NOT NULL,	-- 0 no, 1 length, 2 time, 3 disconnect
	title TEXT,			-- of the page
	text_sha256 BLOB,		-- of the main text without noise
	-- who did it
	program TEXT, config_sha256 TEXT,
	-- where it is kept
	record_id TEXT NOT NULL,	-- of its main record
	refers_to TEXT,			-- record that a revisit refers to
	refers_to_url TEXT, refers_to_ms INTEGER,
	content_id INTEGER REFERENCES content, -- its bytes, own or referred to
	warc_id INTEGER NOT NULL REFERENCES warc_file,
	main_offset INTEGER NOT NULL, main_length INTEGER NOT NULL,
	request_offset INTEGER, request_length INTEGER,
	metadata_offset INTEGER, metadata_length INTEGER
);
CREATE INDEX capture_url ON capture (url_id, started_ms);
CREATE INDEX capture_content ON capture (content_id);
CREATE INDEX capture_record ON capture (record_id);
CREATE INDEX capture_site ON capture (site_id, started_ms, url_id);
CREATE INDEX capture_warc ON capture (warc_id, main_offset);

-- How a capture was asked for, where that was more than a GET: as in request.
-- The body is in its request record.
CREATE TABLE capture_request (
	capture_id INTEGER PRIMARY KEY REFERENCES capture,
	content_type TEXT, referer TEXT, family TEXT,
	page INTEGER NOT NULL, list INTEGER NOT NULL,
	overlaps INTEGER NOT NULL, probe INTEGER NOT NULL
);

-- The links of a captured page, all of them, as one JSON array of arrays
-- [position, url, kind, text]: a page has a hundred, so a row each would cost
-- more than all the rest.  Captures of a URL that bring the same content one
-- after the other have one row, that of the first.  The view "link" takes them
-- apart.
CREATE TABLE page_links (
	capture_id INTEGER PRIMARY KEY REFERENCES capture,
	links TEXT NOT NULL
);
CREATE VIEW link AS
	SELECT capture_id, json_extract(l.value, '$[0]') AS position,
		json_extract(l.value, '$[1]') AS url,
		json_extract(l.value, '$[2]') AS kind,
		json_extract(l.value, '$[3]') AS text
	FROM page_links, json_each(page_links.links) AS l;

-- A list page with its pager, as its pages say.
CREATE TABLE site_column (
	id INTEGER PRIMARY KEY,
	site_id INTEGER NOT NULL REFERENCES site,
	url TEXT NOT NULL,		-- of its first page, as far as known
	page INTEGER NOT NULL,		-- the number of that page, from 1
	name TEXT,
	method TEXT NOT NULL,		-- how its pager works: trs, links ...
	declared_total INTEGER,		-- rows it says it has
	declared_pages INTEGER,
	stuck INTEGER NOT NULL,		-- 1: there is more, no way is known
	endpoint INTEGER NOT NULL,	-- 1: rows come from an endpoint, too;
					-- 2: those of its first page do
	left_out INTEGER NOT NULL	-- 1: it asks for more than is allowed
);
CREATE INDEX site_column_site ON site_column (site_id);

-- The pages of a column: those read, and those its pager asks for.
CREATE TABLE column_page (
	site_id INTEGER NOT NULL REFERENCES site,
	url_id INTEGER NOT NULL REFERENCES url,
	column_id INTEGER NOT NULL REFERENCES site_column,
	page INTEGER NOT NULL,		-- its number, from 1; 0: none
	state INTEGER NOT NULL,		-- 0 asked for, 1 read, 2 read, but
					-- it does not count as a page of it,
					-- 3 asked for, but it ended before
	verdict TEXT,			-- why it does not: status, stub,
					-- nothing_new ...
	content_id INTEGER,		-- what was read as this page, …
	extractor INTEGER,		-- … and by which version; NULL: as
					-- another page, or none
	PRIMARY KEY (site_id, url_id)
) WITHOUT ROWID;
CREATE INDEX column_page_column ON column_page (column_id);

-- What a column lists, each URL once.
CREATE TABLE column_item (
	column_id INTEGER NOT NULL REFERENCES site_column,
	url TEXT NOT NULL,		-- canonical; need not be captured
	pattern INTEGER NOT NULL,	-- the same for URLs built alike
	listed INTEGER NOT NULL,	-- 1: a list endpoint named it
	PRIMARY KEY (column_id, url)
) WITHOUT ROWID;
CREATE INDEX column_item_pattern ON column_item (column_id, pattern);

-- One organ's report of one year, whatever pages and files it is in.
CREATE TABLE report (
	id INTEGER PRIMARY KEY,
	key TEXT NOT NULL UNIQUE,	-- 16 hex digits, survive re-reading
	organ TEXT,			-- in full, as far as stated
	organ_kind TEXT,
	division TEXT,			-- code of GB/T 2260
	year INTEGER,			-- reported on
	domain_key TEXT NOT NULL,	-- as key, with the registered domain
					-- for the place
	host TEXT NOT NULL,		-- of its first page
	site_id INTEGER REFERENCES site,
	official INTEGER,		-- 1, 0, NULL not stated: of its host
					-- and by the marks of its text
	first_seen_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL,
	reading_id INTEGER		-- the current one
);
CREATE INDEX report_organ ON report (organ, year);
CREATE INDEX report_domain_key ON report (domain_key);

-- What was read from one content as this report: a page, or a document that a
-- page leads to.  A correction is another, but not a content that differs in
-- noise alone.
CREATE TABLE reading (
	id INTEGER PRIMARY KEY,
	report_id INTEGER NOT NULL REFERENCES report,
	content_id INTEGER REFERENCES content, -- NULL: the body was cut off
	ordinal INTEGER NOT NULL,	-- among the reports of that content
	capture_id INTEGER NOT NULL REFERENCES capture, -- the first with it
	extractor INTEGER NOT NULL,	-- version of the reading program
	generation TEXT NOT NULL,	-- narrative, statistics, 2019, 2021
	title TEXT, published TEXT, signed TEXT, source TEXT,
	year_stated INTEGER NOT NULL,
	text_sha256 BLOB,		-- of the main text without noise
	document INTEGER NOT NULL,	-- 0 a page, 1 a document
	weight INTEGER NOT NULL,	-- how much of a report is in it: 2 a
					-- kind of table, 1 sections
	rewritten INTEGER NOT NULL,	-- 1: a rewritten mirror's, turned back
	marked INTEGER NOT NULL,	-- 1: amid marks of a collection
	simhash INTEGER,		-- of its text; NULL: too short to tell
	UNIQUE (report_id, content_id, ordinal)
);
-- Of simhashes that differ in 3 bits at most, one quarter is the same.
CREATE INDEX reading_simhash_0 ON reading (simhash & 65535)
	WHERE simhash IS NOT NULL;
CREATE INDEX reading_simhash_1 ON reading (simhash >> 16 & 65535)
	WHERE simhash IS NOT NULL;
CREATE INDEX reading_simhash_2 ON reading (simhash >> 32 & 65535)
	WHERE simhash IS NOT NULL;
CREATE INDEX reading_simhash_3 ON reading (simhash >> 48 & 65535)
	WHERE simhash IS NOT NULL;

-- Every URL that gave a report, and what it gave last.  A page that only leads
-- to the document with the report gave it, too.
CREATE TABLE report_url (
	report_id INTEGER NOT NULL REFERENCES report,
	url_id INTEGER NOT NULL REFERENCES url,
	reading_id INTEGER NOT NULL REFERENCES reading,
	own INTEGER NOT NULL,		-- 0: the page of the document
	seen_ms INTEGER NOT NULL,	-- when it was last read there
	PRIMARY KEY (report_id, url_id)
) WITHOUT ROWID;
CREATE INDEX report_url_url ON report_url (url_id);

-- Words of reports, for searching: pairs of neighbouring characters (bigrams.h),
-- so that 诉讼 is found within 行政诉讼.  rowid: the reading.
CREATE VIRTUAL TABLE report_text USING fts5 (words, content = '',
	tokenize = 'unicode61 remove_diacritics 0');

CREATE TABLE report_section (
	reading_id INTEGER NOT NULL REFERENCES reading,
	ordinal INTEGER NOT NULL,
	heading TEXT, text TEXT,
	PRIMARY KEY (reading_id, ordinal)
) WITHOUT ROWID;

-- One cell of a table as published.
CREATE TABLE fact (
	reading_id INTEGER NOT NULL REFERENCES reading,
	part TEXT NOT NULL,		-- active, applications, review, or
					-- statistics (0 year, 1 total)
	row INTEGER NOT NULL,		-- in official order, from 0
	col INTEGER NOT NULL,		-- from 0
	label TEXT NOT NULL,		-- the official one of the row
	kind TEXT NOT NULL,		-- number, valued, blank, text ...
	text TEXT,			-- as published
	value TEXT,			-- plain decimal; NULL: none
	unit TEXT,			-- of statistics, as published
	solved INTEGER NOT NULL,	-- 1: from the balance, not read
	place_row INTEGER, place_col INTEGER, -- in the published table
	byte_offset INTEGER, byte_length INTEGER, -- in the page's UTF-8 text
	PRIMARY KEY (reading_id, part, row, col)
) WITHOUT ROWID;

-- A number that the prose states.
CREATE TABLE stated (
	reading_id INTEGER NOT NULL REFERENCES reading,
	name TEXT NOT NULL,		-- applications_received ...
	value TEXT NOT NULL,		-- plain decimal, or as stated
	evidence TEXT,			-- the sentence
	PRIMARY KEY (reading_id, name)
) WITHOUT ROWID;

CREATE TABLE report_check (
	reading_id INTEGER NOT NULL REFERENCES reading,
	ordinal INTEGER NOT NULL,
	rule TEXT NOT NULL,		-- V1 to V12
	result TEXT NOT NULL,		-- pass, fail, uncertain, warn
	place TEXT, detail TEXT,	-- where, and the operands
	PRIMARY KEY (reading_id, ordinal)
) WITHOUT ROWID;

-- A document the page of a report offers.
CREATE TABLE report_attachment (
	reading_id INTEGER NOT NULL REFERENCES reading,
	ordinal INTEGER NOT NULL,
	url TEXT NOT NULL, name TEXT, type TEXT, position INTEGER, raw BLOB,
	PRIMARY KEY (reading_id, ordinal)
) WITHOUT ROWID;
