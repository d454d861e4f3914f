/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers
 *
 * OLE2 files.  The first byte chooses:
 *
 *   c  the compound file itself
 *   8  the records of a workbook (BIFF8), 5 those of one of Excel 5; the
 *      compound file around them is made here
 *
 * A record is written as a letter for its kind, a byte for its length, and its
 * body; the places of the sheets are filled in, so that sheets are found.
 */
#include "parsers/document/xls_private.h"
#include "tests/fuzz/document.h"

enum {
	SECTOR = 512, PER_SECTOR = SECTOR / 4, LEAST = 4096, STREAM_MAX = 60000,
	SHEETS_MAX = 16, FILE_MAX = STREAM_MAX * 2, HEAD = 4,
	FREE = 0xFFFF, ROOT = 5, STREAM = 2,
};

static const uint32_t chain_end = 0xFFFFFFFEu, fat_mark = 0xFFFFFFFDu;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* --- records -------------------------------------------------------------- */

static unsigned id_of(char letter)
{
	static const struct { char letter; unsigned id; } table[] = {
		{'B', XLS_BOF}, {'E', XLS_EOF}, {'S', XLS_BOUNDSHEET},
		{'T', XLS_SST}, {'C', XLS_CONTINUE}, {'L', XLS_LABELSST},
		{'N', XLS_NUMBER}, {'K', XLS_RK}, {'M', XLS_MULRK},
		{'A', XLS_LABEL}, {'R', XLS_RSTRING}, {'F', XLS_FORMULA},
		{'G', XLS_STRING}, {'P', XLS_MERGEDCELLS}, {'O', XLS_BOOLERR},
		{'X', XLS_FILEPASS},
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (table[i].letter == letter)
			return table[i].id;
	return (unsigned char)letter;
}

static void put16(struct buf *to, unsigned value)
{
	(void)buf_addc(to, (char)value);	/* sticky */
	(void)buf_addc(to, (char)(value >> 8));
}

static void put32(struct buf *to, uint32_t value)
{
	put16(to, value & 0xFFFF);
	put16(to, value >> 16);
}

static void set32(struct buf *to, size_t at, uint32_t value)
{
	for (unsigned i = 0; i < 4 && at + i < to->len; i++)
		to->data[at + i] = (char)(value >> 8 * i);
}

/* Sheet after sheet begins where the next BOF but the first one is. */
static void write_records(struct slice in, struct buf *out)
{
	size_t named[SHEETS_MAX];	/* bodies of BOUNDSHEETs */
	unsigned names = 0, sheets = 0;
	bool begun = false;

	while (in.n >= 2 && !out->err) {
		unsigned id = id_of(in.p[0]);
		size_t n = (unsigned char)in.p[1];
		struct slice body = slice_sub(in, 2, 2 + n);

		in = slice_sub(in, 2 + n, in.n);
		if (id == XLS_BOF && begun && sheets < names)
			set32(out, named[sheets++], (uint32_t)out->len);
		begun |= id == XLS_BOF;
		put16(out, id);
		put16(out, (unsigned)body.n);
		if (id == XLS_BOUNDSHEET && names < SHEETS_MAX)
			named[names++] = out->len;
		(void)buf_add_slice(out, body);
	}
}

/* --- the compound file ---------------------------------------------------- */

static void pad(struct buf *to, size_t size, char with)
{
	while (to->len < size && !to->err)
		(void)buf_addc(to, with);
}

static void write_header(struct buf *out, uint32_t tables)
{
	(void)buf_add(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	pad(out, 0x18, 0);
	put16(out, 0x3E);	/* version */
	put16(out, 3);
	put16(out, 0xFFFE);
	put16(out, 9);		/* sectors of 512 bytes, mini ones of 64 */
	put16(out, 6);
	pad(out, 0x2C, 0);
	put32(out, tables);
	put32(out, tables);	/* the directory stands behind them */
	put32(out, 0);
	put32(out, LEAST);
	put32(out, chain_end);	/* no mini sectors */
	put32(out, 0);
	put32(out, chain_end);	/* no further lists of tables */
	put32(out, 0);
	for (uint32_t i = 0; i < tables; i++)
		put32(out, i);
	pad(out, SECTOR, (char)0xFF);
}

static void write_tables(struct buf *out, uint32_t tables, uint32_t sectors)
{
	for (uint32_t i = 0; i < tables; i++)
		put32(out, fat_mark);
	put32(out, chain_end);	/* the directory */
	for (uint32_t i = 1; i <= sectors; i++)
		put32(out, i < sectors ? tables + 1 + i : chain_end);
	pad(out, (size_t)(tables + 1) * SECTOR, (char)0xFF);
}

static void write_entry(struct buf *out, const char *name, char type,
			uint32_t start, uint32_t size)
{
	size_t from = out->len;

	for (const char *c = name; *c; c++)
		put16(out, (unsigned char)*c);
	pad(out, from + 64, 0);
	put16(out, (unsigned)strlen(name) * 2 + 2);
	(void)buf_addc(out, type);
	pad(out, from + 116, 0);
	put32(out, start);
	put32(out, size);
	put32(out, 0);
}

static void write_file(struct slice stream, bool old, struct buf *out)
{
	uint32_t size = stream.n < LEAST ? LEAST : (uint32_t)stream.n;
	uint32_t sectors = (size + SECTOR - 1) / SECTOR;
	uint32_t tables = (sectors + 2 + PER_SECTOR) / PER_SECTOR;

	write_header(out, tables);
	write_tables(out, tables, sectors);
	write_entry(out, "Root Entry", ROOT, chain_end, 0);
	write_entry(out, old ? "Book" : "Workbook", STREAM, tables + 1, size);
	pad(out, (size_t)(tables + 2) * SECTOR, 0);
	(void)buf_add_slice(out, stream);
	pad(out, (size_t)(tables + 2 + sectors) * SECTOR, 0);
}

static void read_workbook(struct slice records, bool old)
{
	struct buf stream = BUF_INIT(STREAM_MAX), file = BUF_INIT(FILE_MAX);

	write_records(records, &stream);
	write_file(buf_slice(&stream), old, &file);
	if (!file.err)
		fuzz_read(buf_slice(&file));
	buf_free(&stream);
	buf_free(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice rest = {(const char *)data + 1, n - 1};

	if (!n)
		return 0;
	if (data[0] == 'c')
		fuzz_reader(document_ole, rest);
	else if (data[0] == '8' || data[0] == '5')
		read_workbook(rest, data[0] == '5');
	return 0;
}
