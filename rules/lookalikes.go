package rules

// lookalike maps characters of other alphabets to the ASCII letter they
// resemble; 0: none. It follows Unicode's confusables (UTS #39, version 17.0,
// https://www.unicode.org/terms_of_use.html), plus small capitals, currency
// signs and syllabics that pose as capitals. Right-to-left scripts and scripts
// without spaces between words are left out.
var lookalike = func() map[rune]rune {
	all := map[rune]rune{}
	for _, list := range []string{
		"AΑАᎪᗅᗩ₳ꓮ𐊠𖽀",
		"BΒВᏴᗷⲂꓐꞴ𐊂𐊡𐌁",
		"CСҪᑕᏟ₡₵Ⲥꓚ𐊢𐌂𐐕𐔜",
		"DÐĐƉᎠᗞᗪꓓ",
		"EɆΕЄЕᎬᗴ€ⴹꓰ𐊆𑢦𑢮",
		"FƑϜᖴꓝꞘ𐊇𐊥𐔥𑢢𑣂",
		"GᘜǤԌᏀᏳ₲ꓖ",
		"HĦΗНҢӇӉᎻᕼⱧⲎꓧ𐋏",
		"IƖƗΙІⲒꓲ𐊊𐌉",
		"JɈͿЈᎫᒍꓙꞲ",
		"KΚКҚҞᏦᛕ₭ⱩⲔꓗꝀ𐔘",
		"L£ŁᏞᒪ₤Ⳑꓡ𐐛𐔦𑢣𑢲𖼖",
		"MΜϺМӍᎷᗰᛖⲘꓟ𐊰𐌑",
		"NᑎƝΝ₦Ⲛꓠ𐔓",
		"OØƟΘΟθОѲӨՕଠዐᎾᏫⲐⲞⴱⵁⵔꓳꝊ𐊒𐊫𐐄𐓂𐔖𑢵",
		"PΡРᏢᑭ₱ⲢⳎꓑ𐊕",
		"Qⵕ",
		"RƦᎡᏒᖇꓣ𐒴𖼵",
		"SᔕЅՏᏕᏚ₴ꓢ𐊖𐐠𖼺",
		"TŦƮȾΤТҬᎢ₮₸Ⲧꓔ𐊗𐊱𐌕𑢼𖼊",
		"UɄՍሀᏌᑌꓴ𐓎𑢸𖽂",
		"VѴᏙᐯⴸꓦꛟ𐔝𑢠𖼈",
		"WᗯԜᎳᏔ₩ꓪ",
		"X᙭ΧХҲᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐔧",
		"Y¥ɎΥУҮҰᎩᎽⲨꓬ𐊲𑢤𖽃",
		"ZᘔƵȤΖᏃꓜ𑢩",
		"aɑαаᴀꭺ",
		"bƀƂƃƄɓʙвѢѣҌҍᏏᏼᑲᑳᖯⲃ",
		"c¢ȼсҫᴄⲥꮯ𐐽",
		"dđƌɖɗԁᏧᑯᴅ₫ꓒꭰ",
		"eɇɘəɛεеєҽҿᴇꬲꭼ",
		"fƒքᵮẝꜰꞙꬵ",
		"gƍǥɠɡɢԍցᏻᶃꮐ",
		"hħɦʜнћңһӈӊհᏂᏲⲏꚕꮋ",
		"iıɨɩɪιіւᎥᵻᵼⲓꙇꭵ𑣃",
		"jɉϳјᴊꭻ",
		"kĸƙκкқҟᴋⲕꮶ",
		"lłƚǀɫɭʟӀӏᛁⳑⵏꮮ𐑃𖼨",
		"mʍмӎᴍⲙꮇ",
		"nŋƞɳɴηπпղոռᴨᵰⲛⲡ",
		"oøɵοσϭоѳөօഠჿᴏᴑⲑⲟꝋꬽꬾꭴꮎꮻ𐐬𐓪𑣈𑣗",
		"pþƥƿρϸрᴘᴩᵽⲣⳏꮲ",
		"qʠԛգզꞯ",
		"rɍɼɽʀгғᴦᵲⲅꭇꭈꭱꮁꮢ",
		"sƽʂѕടᵴꜱꮪ𐑈𑣁",
		"tŧƭτтҭᴛᵵⲧꭲ",
		"uʋυџսᴜᵾꞟꭎꭒꮜ𐓶𑣘",
		"vνѵᴠꮩ𑜆𑣀",
		"wɯωшѡѽԝաᴡⲱⲽꙍꝡꞷꮃ𑓅𑜊𑜎𑜏",
		"xхᕁᕽ",
		"yƴɏɣʏγуүұყᶌỿⲩꭚ𑣜",
		"zƶȥʐᴢᵶꮓ𑣄",
	} {
		for _, r := range list[1:] {
			all[r] = rune(list[0])
		}
	}
	return all
}()
