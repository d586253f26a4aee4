package rules

// lookalike is the letter of ASCII that a character of another alphabet looks like; 0: none.
// By Unicode's confusables (UTS #39, version 17.0, https://www.unicode.org/terms_of_use.html),
// with small capitals and signs of currencies. Characters that are written from right to left,
// or without spaces between words, are left out.
var lookalike = func() map[rune]rune {
	all := map[rune]rune{}
	for _, list := range []string{
		"AΑАᎪᗅ₳ꓮ𐊠𖽀",
		"BΒВᏴᗷⲂꓐꞴ𐊂𐊡𐌁",
		"CСҪᏟ₡₵Ⲥꓚ𐊢𐌂𐐕𐔜",
		"DÐĐƉᎠᗞᗪꓓ",
		"EɆΕЄЕᎬ€ⴹꓰ𐊆𑢦𑢮",
		"FƑϜᖴꓝꞘ𐊇𐊥𐔥𑢢𑣂",
		"GǤԌᏀᏳ₲ꓖ",
		"HĦΗНҢӇӉᎻᕼⱧⲎꓧ𐋏",
		"IƖƗΙІⲒꓲ𐊊𐌉",
		"JɈͿЈᎫᒍꓙꞲ",
		"KΚКҚҞᏦᛕ₭ⱩⲔꓗꝀ𐔘",
		"L£ŁᏞᒪ₤Ⳑꓡ𐐛𐔦𑢣𑢲𖼖",
		"MΜϺМӍᎷᗰᛖⲘꓟ𐊰𐌑",
		"NƝΝ₦Ⲛꓠ𐔓",
		"OØƟΘΟθОѲӨՕଠዐᎾᏫⲐⲞⴱⵁⵔꓳꝊ𐊒𐊫𐐄𐓂𐔖𑢵",
		"PΡРᏢᑭ₱ⲢⳎꓑ𐊕",
		"Qⵕ",
		"RƦᎡᏒᖇꓣ𐒴𖼵",
		"SЅՏᏕᏚ₴ꓢ𐊖𐐠𖼺",
		"TŦƮȾΤТҬᎢ₮₸Ⲧꓔ𐊗𐊱𐌕𑢼𖼊",
		"UɄՍሀᏌᑌꓴ𐓎𑢸𖽂",
		"VѴᏙᐯⴸꓦꛟ𐔝𑢠𖼈",
		"WԜᎳᏔ₩ꓪ",
		"XΧХҲᚷⲬⵝꓫꞳ𐊐𐊴𐌗𐔧",
		"Y¥ɎΥУҮҰᎩᎽⲨꓬ𐊲𑢤𖽃",
		"ZƵȤΖᏃꓜ𑢩",
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
