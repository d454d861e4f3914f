/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A news item is a topic, a headline of it, and paragraphs made of its
 * sentences and of those that fit anywhere.  All of it is invented.
 */
#include "tests/county/words.h"

#include <string.h>

enum { HEADS = 3, BODIES = 5 };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct topic {
	const char *heads[HEADS];
	const char *bodies[BODIES];
};

static const struct topic topics[] = {
	{{"{t}组织开展汛期河道巡查", "我县召开防汛工作视频调度会",
	  "{o}检查{v}水库安全度汛准备"},
	 {"巡查组沿青禾河走了{n}公里，逐段查看堤防、涵闸和泵站，现场交办问题{n}个。",
	  "会议要求各乡镇把值班表贴到村口，把转移路线走一遍，不留空档。",
	  "{v}的{n}名巡堤员实行分段包干，每两小时报一次水位。",
	  "县里新添排水泵{n}台，已全部运到{t}和城区低洼路段。",
	  "气象部门预计，{m}月中旬仍有一次明显的降水过程。"}},
	{{"{t}春耕备耕有序推进", "{v}试种新稻种{h}亩", "我县下拨农机补贴{h}万元"},
	 {"眼下正是翻地的时候，{v}的机耕队一天能整地{n}亩。",
	  "农技员{p}带着土样来到田头，把配方肥的用量写在小纸条上交给农户。",
	  "今年全县计划播种{h}00亩，目前种子、化肥到位率超过九成。",
	  "合作社与{n}户农户签下订单，收购价比去年每斤高出两毛。",
	  "灌渠清淤已完成{n}公里，{m}月{d}日起分段放水。"}},
	{{"青禾至{v}公路改建工程通车", "{t}{n}条农村公路完成养护",
	  "{o}发布道路施工绕行提示"},
	 {"新路面宽六米半，到县城的车程由{n}分钟缩短到一半。",
	  "施工期间每天七时至十九时单向放行，请过往车辆听从指挥。",
	  "养护队更换护栏{h}米，补划标线，修复了{n}处坑槽。",
	  "村民{p}说，下雨天再也不用绕到{t}去卖菜了。",
	  "工程总投资{h}万元，其中县级财政承担四成。"}},
	{{"{o}推进医保服务下沉到村", "{t}卫生院启用新门诊楼",
	  "我县为老年人免费体检{h}人次"},
	 {"在{v}卫生室，刷脸就能结算，村医{p}半天接待了{n}人。",
	  "新门诊楼设诊室{n}间，配有彩超和远程会诊设备。",
	  "体检内容包括血压、血糖、心电图等十一项，结果一周内送到家。",
	  "{m}月底前，全县{n}个村卫生室都将接通结算系统。",
	  "行动不便的老人可以预约上门，电话写在便民卡上。"}},
	{{"全县中小学{m}月{d}日开学", "{t}中心学校新操场投入使用",
	  "{o}部署校园食堂检查"},
	 {"新学期共有{h}0名学生报到，校车线路增加到{n}条。",
	  "检查人员查看了留样柜、进货台账和后厨，当场整改{n}项。",
	  "{v}小学的孩子们第一次在塑胶跑道上上了体育课。",
	  "县里今年为乡村学校招聘教师{n}名，已全部到岗。",
	  "家长代表{p}参加了陪餐，建议多添一道绿叶菜。"}},
	{{"青禾县文化旅游周在{t}开幕", "{v}古渡口修缮完工",
	  "我县图书馆延长夜间开放时间"},
	 {"开幕当天接待游客{h}0人次，民宿订满了{n}家。",
	  "修缮用的是旧石料，缺口处按老照片补齐。",
	  "图书馆二楼新设自习座位{n}个，开到晚上九点半。",
	  "老艺人{p}带着徒弟演了一段失传多年的船歌。",
	  "{t}准备把稻田步道再修{n}百米，连到河边。"}},
	{{"{o}开展企业走访服务", "雾溪片区{n}个项目集中开工",
	  "{t}农产品加工园招商签约"},
	 {"走访组收到问题{n}条，其中用电、用工两类占了大半。",
	  "项目总投资{h}0万元，涉及竹木加工、冷链和电子元件。",
	  "企业负责人{p}说，从拿地到开工只跑了两趟窗口。",
	  "片区污水管网已通到{v}，标准厂房还有{n}间待租。",
	  "签约仪式上，县里承诺配套道路在{m}月底前完工。"}},
	{{"青禾河水质连续{n}个月达标", "{t}清理河岸垃圾{n}吨",
	  "{o}公布空气质量月报"},
	 {"监测断面共{n}个，{v}断面的氨氮浓度比上年同期下降。",
	  "志愿者分三组沿岸清理，{p}家出了两条小船。",
	  "上月优良天数{n}天，主要污染物为细颗粒物。",
	  "沿河{n}家养殖户完成粪污池改造，验收合格后发放补助。",
	  "下一步将在{t}增设自动监测站一座。"}},
	{{"我县开展安全生产集中检查", "{t}举行消防疏散演练",
	  "{o}通报{m}月安全检查情况"},
	 {"检查组走了{n}家企业，查出隐患{n}处，限期整改{n}处。",
	  "警报响起后，{h}名职工在三分钟内撤到空地。",
	  "通报点名了{n}家单位，要求{m}月{d}日前报送整改结果。",
	  "{v}的小作坊换上了合格的配电箱，电线全部入管。",
	  "讲解员{p}教大家用灭火器，十几位居民轮流上手。"}},
	{{"{t}幸福食堂开张", "我县发放高龄津贴{h}万元", "{o}培训养老护理员{n}名"},
	 {"一荤两素六块钱，八十岁以上老人半价，{v}还管送餐。",
	  "津贴按月打到社保卡，新满八十岁的{n}人已补录完毕。",
	  "培训为期{m}天，结业考核合格后由县里推荐上岗。",
	  "{p}老人说，食堂离家不到百步，天天能见到老邻居。",
	  "到{m}月底，全县这样的食堂将达到{n}家。"}},
	{{"{v}通上自来水", "我县完成老旧供水管网改造{n}公里",
	  "{o}发布停水检修公告"},
	 {"{n}户人家告别了挑水的日子，水费每吨一块八。",
	  "检修时间为{m}月{d}日八时至二十时，请居民提前储水。",
	  "旧管道漏损率一度超过三成，改造后降到百分之九。",
	  "施工队长{p}说，最难的是穿过老街那{n}米。",
	  "水质每周抽检一次，结果在{t}公示栏张贴。"}},
	{{"县政务服务大厅试行午间不打烊", "{t}便民服务中心搬迁公告",
	  "我县{n}个事项实现跨乡镇通办"},
	 {"大厅设午间窗口{n}个，试行首周办件{h}件。",
	  "新址在老邮局对面，电话不变，{m}月{d}日起对外办公。",
	  "群众{p}在{t}补办了户籍地的证件，前后不到二十分钟。",
	  "帮办员会用方言解释材料清单，老人不必再自己填表。",
	  "办件结果可选择邮寄，费用由县财政承担。"}},
};

static const char *const common[] = {
	"{o}负责人表示，这项工作要一件一件落到实处，不赶进度、不做样子。",
	"记者在{t}看到，公示栏前围了不少人，工作人员正在逐条解释。",
	"据介绍，同类做法将在全县其余乡镇逐步推开，时间表已经排定。",
	"{v}党员{p}带头认领了任务，邻近几户也跟着报了名。",
	"会后，与会人员分成{n}个小组到现场察看，当天形成问题清单。",
	"县里要求，每个问题都要写清责任单位、完成时限和联系电话。",
	"今年以来，类似的实事已办结{n}件，还有{n}件正在推进。",
	"群众有意见建议的，可以拨打县政务服务热线或在网站留言。",
	"{o}将于{m}月{d}日前公布下一阶段安排，请留意本网站通知公告栏目。",
	"不少村民说，事情虽小，但天天都用得着。",
	"资金使用情况同步公开，接受审计和群众监督。",
	"工作人员提醒，近期早晚温差大，外出请注意天气变化。",
};

static const char *const disclosure[] = {
	"坚持以公开为常态，凡是群众办事用得着的信息，当月形成、当月上网。",
	"县乡两级统一了信息发布台账，谁起草、谁审核、谁发布都有记录可查。",
	"围绕教育、医疗、养老和惠农补贴，更新事项目录{n}条，下架失效内容{n}条。",
	"政策文件与解读材料同步发布，全年制作图解、问答{n}篇。",
	"在便民服务大厅设立公开查阅点，全年接待查阅{h}人次。",
	"对网站栏目实行季度自查，修正错链、错字和过期信息{n}处。",
	"依申请公开实行专人登记、集体会商，全部在法定期限内答复。",
	"组织业务培训{m}次，各股室和村（社区）联络员共{h}人次参加。",
	"落实发布前保密审查，全年没有发生泄密事件。",
	"主动接受社会评议，收到意见建议{n}条，已逐条回复。",
	"公开专区增设检索入口，历年文件可按文号和日期查找。",
	"将公开工作纳入年度考核，对更新迟缓的栏目责任人当面提醒。",
};

static const char *const plans[] = {
	"对照上级要求，公开工作仍有不足：一是部分栏目更新不够及时，"
	"二是政策解读形式偏于单一，三是村级联络员变动较多。",
	"存在的主要问题是：公开内容与群众关切还有距离，"
	"个别答复书的说理不够充分。",
	"工作中还有短板：信息分类不够细，检索不够方便；"
	"经办人员兼职多，业务不够熟。",
	"下一步，将按月核对栏目更新情况，对空白栏目逐一补齐；"
	"把培训办到乡镇，年内不少于{n}次。",
	"改进措施：建立问题清单，明确专人负责；"
	"对重点政策在出台后五个工作日内配发解读。",
	"今后将继续压实责任，完善依申请公开的办理流程，"
	"让答复更规范、更好懂。",
};

static const char *const towns[] = {"禾口镇", "麦垄镇", "云脚乡", "青石滩镇",
				    "东禾街道", "雾溪片区"};
static const char *const villages[] = {
	"上塘村", "下塘村", "石臼村", "枫坳村", "莲花坪村", "旧渡村", "竹篙村",
	"三丘田村", "白沙坝村", "油榨坊村", "青石桥社区", "北门社区"};
static const char *const offices[] = {
	"县财政局", "县教育局", "县卫生健康局", "县农业农村局", "县水利局",
	"县交通运输局", "县住房和城乡建设局", "县应急管理局", "县民政局",
	"县市场监督管理局", "县文化和旅游局", "县人民政府办公室"};
static const char *const people[] = {
	"李文禾", "陈小满", "赵大川", "周秀兰", "王堃", "刘喆", "何珺",
	"吴长根", "郑玉梅", "孙镕生", "马德旺", "林阿婆"};

static void one_of(struct buf *b, const char *const *list, size_t n,
		   struct rng *r)
{
	(void)buf_adds(b, list[rng_below(r, (unsigned)n)]);
}

static void slot(struct buf *b, char which, struct rng *r)
{
	switch (which) {
	case 't': one_of(b, towns, COUNT(towns), r); break;
	case 'v': one_of(b, villages, COUNT(villages), r); break;
	case 'o': one_of(b, offices, COUNT(offices), r); break;
	case 'p': one_of(b, people, COUNT(people), r); break;
	case 'n': (void)buf_addf(b, "%d", rng_between(r, 2, 98)); break;
	case 'h': (void)buf_addf(b, "%d0", rng_between(r, 10, 98)); break;
	case 'm': (void)buf_addf(b, "%d", rng_between(r, 1, 12)); break;
	case 'd': (void)buf_addf(b, "%d", rng_between(r, 1, 28)); break;
	default: break;
	}
}

void words_fill(struct buf *b, const char *text, struct rng *r)
{
	const char *open;

	while ((open = strchr(text, '{')) && open[1] && open[2] == '}') {
		(void)buf_add(b, text, (size_t)(open - text));
		slot(b, open[1], r);
		text = open + 3;
	}
	(void)buf_adds(b, text);
}

static const struct topic *topic_of(struct rng *r)
{
	return &topics[rng_below(r, COUNT(topics))];
}

void words_headline(struct buf *b, uint64_t seed, unsigned number)
{
	struct rng r = rng_of(seed, "news", number);
	const struct topic *topic = topic_of(&r);

	words_fill(b, topic->heads[rng_below(&r, HEADS)], &r);
}

void words_article(struct buf *b, uint64_t seed, unsigned number,
		   unsigned paragraphs, const char *open, const char *close)
{
	struct rng r = rng_of(seed, "news", number);
	const struct topic *topic = topic_of(&r);
	unsigned i, j, sentences;

	for (i = 0; i < paragraphs; i++) {
		(void)buf_adds(b, open);
		(void)buf_adds(b, "　　");
		sentences = 2 + rng_below(&r, 3);
		for (j = 0; j < sentences; j++)
			if (rng_chance(&r, 60))
				words_fill(b, topic->bodies[
					rng_below(&r, BODIES)], &r);
			else
				words_fill(b, common[rng_below(&r,
					COUNT(common))], &r);
		(void)buf_adds(b, close);
	}
}

void words_disclosure(struct buf *b, struct rng *r, unsigned sentences)
{
	unsigned first = rng_below(r, COUNT(disclosure));
	unsigned i;

	for (i = 0; i < sentences; i++)
		words_fill(b, disclosure[(first + i * 5) % COUNT(disclosure)],
			   r);
}

void words_plans(struct buf *b, struct rng *r)
{
	words_fill(b, plans[rng_below(r, COUNT(plans) / 2)], r);
	words_fill(b, plans[COUNT(plans) / 2
			    + rng_below(r, COUNT(plans) / 2)], r);
}
