package generate

import (
	"math"

	"cobuild/graph"
)

func pow(x, y float64) float64 { return math.Pow(x, y) }

var (
	surnames = []rune("王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔")
	middles  = []rune("建国文志晓海永春玉金秀立东新宗思家嘉子雨俊德世明中庆")
	males    = []rune("伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆峰栋良益旭炜烽")
	females  = []rune("芳娜敏静丽艳娟霞燕玲婷雪梅倩琳洁莹慧萍红云蓉莉薇岚蕾瑶苗妍昕")
	firsts   = []rune("上下东西南北大小新前后长青白石金沙清安永兴广平高双")
	seconds  = []rune("河湖山岭湾塘桥浦渡坪岗溪洲港泉坡屯庄峰林田墩埠屿")
	brands   = []rune("恒盛瑞鑫宏泰达华信诚远博凯嘉润丰联创锐正科智云辰岳澜")
)

type trade struct{ name, code string }

var trades = []trade{
	{"机械", "C34"},
	{"模具", "C35"},
	{"电器", "C38"},
	{"电子", "C39"},
	{"塑料制品", "C29"},
	{"五金", "C33"},
	{"服饰", "C18"},
	{"食品", "C14"},
	{"建材", "C30"},
	{"纸品", "C22"},
	{"汽车零部件", "C36"},
	{"化工", "C26"},
	{"商贸", "F51"},
	{"超市", "F52"},
	{"物流", "G54"},
	{"货运代理", "G58"},
	{"软件", "I65"},
	{"网络科技", "I64"},
	{"餐饮管理", "H62"},
	{"物业服务", "K70"},
	{"劳务服务", "L72"},
	{"检测技术", "M74"},
	{"装饰工程", "E50"},
	{"文化传媒", "R87"},
}

func (c *county) person() (name string, sex graph.Sex) {
	given, sex := males, graph.SexMale
	if c.chance(0.35) {
		given, sex = females, graph.SexFemale
	}
	name = string(pick(c, surnames))
	if c.chance(0.7) {
		name += string(pick(c, middles))
	}
	return name + string(pick(c, given)), sex
}

func (c *county) place() string { return string(pick(c, firsts)) + string(pick(c, seconds)) }

func (c *county) brand() string { return string(pick(c, brands)) + string(pick(c, brands)) }
