/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much of rewriting there is in a text, and the marks of a collection.
 *
 * Measured, of 1,000 Chinese characters each (texts of reports and pages of 18
 * other sites, as a person sees them):
 *
 *                            with sound   traditional   simplified
 *   a rewritten report              203           295            1
 *   8 + 2 reports                     0             0      245–310
 *   18 pages, news and blogs      0 (3)         0 (1)      119–307
 *
 * with the highest count of a page in brackets: names and quotations.  The
 * limits below lie between, nearer to what is harmless: a page that is half
 * quotation is still none.
 */
#include "parsers/charset.h"
#include "parsers/mirror_private.h"

enum {
	HAN_LEAST = 60,		/* a title alone tells nothing */
	PAIRS_LEAST = 8,
	PAIRS_SHARE = 20,	/* of 1,000 */
	TRADITIONAL_SHARE = 100,
	TRADITIONAL_TIMES = 2,	/* as many as simplified ones */
	SOUND_MAX = 6,		/* letters: "zhuang" */
	SOUND_BYTES = 40,	/* with brackets and spaces */
	MARKS_LEAST = 2,
};

/* The commonest characters of reports and news (of 150,000 characters) whose
 * two forms are not both used in one script, each 3 bytes and in the order of
 * their bytes. */
const char mirror_simplified[] =
	"专业东两严临为举义乐乔习乡书买乱争亚产亲仅们众优"
	"会伟传伦体儿兰关兴养内军农决况减击则创劝办务动劳"
	"势区医华协单卖卫却厅压县参变吗员咨团园围国图场坚"
	"声备够头奖孙学宁实审对寻导将尔层属岁师带帮应开异"
	"张强归录怀态总战户执护报担择挥换数斗断无旧时显晓"
	"杀权条来极构标栏样档检欢欧气汉没泽测游湾满灭点热"
	"爱独环现电监确离积称稳穷竞简类纠红约级纪纳线组织"
	"终经结给绝统继续维综编网罗罚耻职联脱艺节苏获营虽"
	"补见观规视觉计认讨让训议记讲许论讼设访证评识诉试"
	"话询该语说请诸读谁调谓谣负财责败质购贴费资赏车转"
	"载较辑边达过运还这进远连选释针钱银销错镇长门问间"
	"闻阅队阳阶际险随难韩页项顺预领题额风馆马验黄齐龙";

const char mirror_traditional[] =
	"亂亞來們倫偉備傳僅優兒內兩則創動務勞勢勸區協卻參"
	"員問啟喬單嗎嚴國圍園圖團執堅報場壓夠孫學實寧審將"
	"專尋對導層屬師帶幫廳張強恥愛態應懷戰戶換揮擇擊擔"
	"敗數斷時曉書會東條業極構樂標樣檔檢欄權歐歡歲歸殺"
	"氣決沒況減測滅滿漢澤灣為無熱營爭爲爾獎獨獲現環產"
	"産異監眾確稅稱積穩窮競節簡糾紀約紅納級終組結絕給"
	"統經綜維網線緣編縣總織繼續罰羅義習聞聯聲職脫臨興"
	"舉舊華藝蘇蘭衆衛補裡見規視親覺觀計討訓記訟訪設許"
	"訴評詢試話該認語說誰調請論諮諸謂講謠證識議護讀變"
	"讓負財責買費貼資賞賣質購車軍較載輯轉辦農這連進遊"
	"運過達遠選還邊鄉醫釋針銀銷錄錢錯鎮長門開間閱關陽"
	"隊階際隨險雖離難電韓頁項順預領頭題額類顯風養館馬"
	"驗體鬥麼黃點齊龍";

/* --- characters ------------------------------------------------------- */

size_t mirror_han(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	/* 4E00 to 9FFF */
	return s.n >= 3 && p[0] >= 0xE4 && p[0] <= 0xE9 &&
	       (p[0] > 0xE4 || p[1] >= 0xB8) && (p[1] & 0xC0) == 0x80 &&
	       (p[2] & 0xC0) == 0x80 ? 3 : 0;
}

/* Of one with three bytes, from 0. */
static unsigned number_of(const char *han)
{
	const unsigned char *p = (const unsigned char *)han;

	return ((p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu)) -
	       0x4E00;
}

static void set_script(const char *list, enum mirror_script script,
		       uint8_t scripts[MIRROR_HAN])
{
	for (; *list; list += 3)
		scripts[number_of(list)] = (uint8_t)script;
}

/* --- sounds ----------------------------------------------------------- */

/* The plain letter under the tone; 0 for what no sound is written with. */
static char plain_letter(unsigned cp)
{
	static const struct { char plain; const char *toned; } letters[] = {
		{'a', "āáǎàăɑ"}, {'e', "ēéěèêĕ"}, {'i', "īíǐìĭ"},
		{'o', "ōóǒòŏ"}, {'u', "ūúǔùŭ"}, {'v', "ǖǘǚǜü"},
		{'n', "ńňǹ"}, {'g', "ɡ"},
	};

	if (cp >= 'a' && cp <= 'z')
		return (char)cp;
	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		struct slice toned = slice_of(letters[i].toned);
		size_t at = 0;

		while (at < toned.n)
			if (charset_next(toned, &at) == cp)
				return letters[i].plain;
	}
	return 0;
}

static bool is_one_of(const char *const *list, struct slice s)
{
	for (; *list; list++)
		if (slice_eqs(s, *list))
			return true;
	return false;
}

/* A sound is an initial and a final, or one of the few finals that stand
 * alone.  Not all that fit together are spoken; words such as "pdf" and "app"
 * do not fit. */
static bool is_syllable(struct slice s)
{
	static const char *const initials[] = {
		"zh", "ch", "sh", "b", "p", "m", "f", "d", "t", "n", "l", "g",
		"k", "h", "j", "q", "x", "r", "z", "c", "s", "y", "w", NULL};
	static const char *const finals[] = {
		"a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang",
		"eng", "ong", "i", "ia", "ie", "iao", "iu", "ian", "in",
		"iang", "ing", "iong", "u", "ua", "uo", "uai", "ui", "uan",
		"un", "uang", "ue", "v", "ve", NULL};
	static const char *const alone[] = {
		"a", "o", "e", "ai", "ei", "ao", "ou", "an", "en", "ang",
		"eng", "er", NULL};

	if (is_one_of(alone, s))
		return true;
	for (size_t i = 0; initials[i]; i++)
		if (slice_starts(s, initials[i]) &&
		    is_one_of(finals, slice_sub(s, strlen(initials[i]), s.n)))
			return true;
	return false;
}

/* What ends it: nothing, a tone written as a digit, spaces, a bracket. */
static size_t close_sound(struct slice s, size_t at)
{
	if (at < s.n && s.p[at] >= '1' && s.p[at] <= '5')
		at++;
	while (at < s.n && s.p[at] == ' ')
		at++;
	if (slice_starts(slice_sub(s, at, s.n), ")"))
		return at + 1;
	if (slice_starts(slice_sub(s, at, s.n), "）"))
		return at + strlen("）");
	return 0;
}

size_t mirror_sound(struct slice s)
{
	char letters[SOUND_MAX];
	size_t n = 0;
	size_t at, next;
	char plain;

	s = slice_sub(s, 0, SOUND_BYTES);
	at = slice_starts(s, "(") ? 1 : strlen("（");
	if (at > 1 && !slice_starts(s, "（"))
		return 0;
	while (at < s.n && s.p[at] == ' ')
		at++;
	next = at;
	while ((plain = plain_letter(charset_next(s, &next))) != 0) {
		if (n == SOUND_MAX)
			return 0;
		letters[n++] = plain;
		at = next;
	}
	/* "(a)" counts items, "(ā)" is a sound */
	if ((n == 1 && s.p[at - 1] == letters[0]) ||
	    !is_syllable((struct slice){letters, n}))
		return 0;
	return close_sound(s, at);
}

/* --- signs ------------------------------------------------------------ */

void mirror_signs_init(struct mirror_signs *signs)
{
	*signs = (struct mirror_signs){.han = 0};
	set_script(mirror_traditional, MIRROR_TRADITIONAL, signs->scripts);
	set_script(mirror_simplified, MIRROR_SIMPLIFIED, signs->scripts);
}

/* Counts the Chinese characters at the front; returns their bytes. */
static size_t measure_han(struct mirror_signs *signs, struct slice s)
{
	unsigned counts[MIRROR_SIMPLIFIED + 1] = {0};
	size_t at = 0;

	for (; mirror_han((struct slice){s.p + at, s.n - at}); at += 3)
		counts[signs->scripts[number_of(s.p + at)]]++;
	signs->han += at / 3;
	signs->traditional += counts[MIRROR_TRADITIONAL];
	signs->simplified += counts[MIRROR_SIMPLIFIED];
	return at;
}

void mirror_measure(struct mirror_signs *signs, struct slice text)
{
	size_t at = 0;

	while (at < text.n) {
		struct slice rest = {text.p + at, text.n - at};
		size_t n = measure_han(signs, rest);
		bool han = n > 0;

		if (!han && signs->after_han) {
			n = mirror_sound(rest);
			signs->pairs += n > 0;
		}
		signs->after_han = han;
		at += n ? n : 1;
	}
}

bool mirror_is_rewritten(const struct mirror_signs *s)
{
	if (s->han < HAN_LEAST)
		return false;
	if (s->pairs >= PAIRS_LEAST && s->pairs * 1000 >= s->han * PAIRS_SHARE)
		return true;
	return s->traditional * 1000 >= s->han * TRADITIONAL_SHARE &&
	       s->traditional >= s->simplified * TRADITIONAL_TIMES;
}

/* --- marks ------------------------------------------------------------ */

/* Official pages have one kind of these at most, above all the disclaimer;
 * collections have several. */
bool mirror_has_marks(struct slice text)
{
	static const char *const kinds[][8] = {
		{"免责声明", "如有侵权", "侵权请联系", "及时删除", NULL},
		{"友情提示", "温馨提示：本文", "温馨提示:本文", NULL},
		{"素材库", "文库", "范文网", "范文大全", "最新范文", NULL},
		{"网络整理", "来源于网络", "来自网络", "互联网用户",
		 "网友上传", "网友投稿", "用户上传", NULL},
		{"学习分享", "仅供学习", "供您参考", "范例仅供", "自主创作",
		 NULL},
		{"扩展阅读", "猜你喜欢", "大家都在看", "推荐专题", NULL},
	};
	unsigned found = 0;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		for (size_t k = 0; kinds[i][k]; k++)
			if (slice_finds(text, kinds[i][k], 0) != SIZE_MAX) {
				found++;
				break;
			}
	return found >= MARKS_LEAST;
}
