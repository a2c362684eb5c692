//! Traditional or simplified Chinese, by characters that only one of the two writes. It knows no other language.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Frequent characters of simplified Chinese that are no traditional ones too (as 后, 里 and 只 are), and at the
/// same places of [`TRADITIONAL`] what they stand for.
const SIMPLIFIED: &str = "们这说时会来对国过还个为见现发经样问题间关长门车东马鸟鱼龙风飞语话读书写让认识谁\
    谈请课许设计论证评诉词试该详误调谢应当无义乐习乡卖钱银铁错红绿级纪约组织终结给统\
    继续编网罗术机权条构标树楼检从众优传伤体华单卫历厅压号听启员响团园围图圆圣场块坏\
    坚报处备复够头夹夺奋奖妇妈孙学宁实审宽宝导将尔尘层属岁岛师带帮庆库废异弃张弹强归\
    录彻总恋恶悬惊惯戏户扑执扩扫扬护担拥择挥损换敌数断旧显晓暂杀杂杨枪梦欢欧残毕气汇\
    汉汤沟没济测浅温湾湿满潜灭灯灵炉点烂热爱爷独狮猎环电疗疯盐监盘码础离积称稳穷窃竞\
    笔笼签简类粮紧纯纲纳纸练细绍绝络绩维综缓缘缩罢翘职联聪肃肤脏脑脚脱脸节苏药虑虽蓝\
    虚补装观规视览觉触订训记讲访译诚责败质贩贫购贯贵费贺资赏赖赛赢赵趋跃践轮软轻载较\
    辆输边达迁运进远违连迟选遗邮邻郑酱释针钢链销锁镇闪闭闻阅队阳阴阵阶际陆陈险随难预\
    领频颗颜额饭饮馆驱驶验骗鲜鸡鸣麦黄齐齿";

const TRADITIONAL: &str = "們這說時會來對國過還個為見現發經樣問題間關長門車東馬鳥魚龍風飛語話讀書寫讓認識誰\
    談請課許設計論證評訴詞試該詳誤調謝應當無義樂習鄉賣錢銀鐵錯紅綠級紀約組織終結給統\
    繼續編網羅術機權條構標樹樓檢從眾優傳傷體華單衛歷廳壓號聽啟員響團園圍圖圓聖場塊壞\
    堅報處備復夠頭夾奪奮獎婦媽孫學寧實審寬寶導將爾塵層屬歲島師帶幫慶庫廢異棄張彈強歸\
    錄徹總戀惡懸驚慣戲戶撲執擴掃揚護擔擁擇揮損換敵數斷舊顯曉暫殺雜楊槍夢歡歐殘畢氣匯\
    漢湯溝沒濟測淺溫灣濕滿潛滅燈靈爐點爛熱愛爺獨獅獵環電療瘋鹽監盤碼礎離積稱穩窮竊競\
    筆籠簽簡類糧緊純綱納紙練細紹絕絡績維綜緩緣縮罷翹職聯聰肅膚髒腦腳脫臉節蘇藥慮雖藍\
    虛補裝觀規視覽覺觸訂訓記講訪譯誠責敗質販貧購貫貴費賀資賞賴賽贏趙趨躍踐輪軟輕載較\
    輛輸邊達遷運進遠違連遲選遺郵鄰鄭醬釋針鋼鏈銷鎖鎮閃閉聞閱隊陽陰陣階際陸陳險隨難預\
    領頻顆顏額飯飲館驅駛驗騙鮮雞鳴麥黃齊齒";

/// One of the two ways to write Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Simplified,
    Traditional,
}

static SCRIPTS: LazyLock<HashMap<char, Script>> = LazyLock::new(|| {
    let simplified = SIMPLIFIED.chars().map(|c| (c, Script::Simplified));
    simplified.chain(TRADITIONAL.chars().map(|c| (c, Script::Traditional))).collect()
});

/// The script of a Chinese text; None when none of its characters tells, or as many tell one as the other.
pub(super) fn script(text: &str) -> Option<Script> {
    let mut balance = 0_i64;
    for c in text.chars() {
        match SCRIPTS.get(&c) {
            Some(Script::Simplified) => balance -= 1,
            Some(Script::Traditional) => balance += 1,
            None => {}
        }
    }
    match balance {
        0 => None,
        1.. => Some(Script::Traditional),
        _ => Some(Script::Simplified),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_tables_are_pairs_and_share_nothing() {
        assert_eq!(SIMPLIFIED.chars().count(), TRADITIONAL.chars().count());
        assert_eq!(SCRIPTS.len(), 2 * SIMPLIFIED.chars().count());
    }
}
