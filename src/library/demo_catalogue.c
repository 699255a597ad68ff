/* Names as real libraries have them: accents, other scripts, an emoji, a very long one.
 */
#include "demo_parts.h"

const struct demo_album demo_catalogue[SYNTH__COUNT][DEMO_ALBUMS] = {
	[SYNTH_AMBIENT] =
		{
			{"Halvard Isdal", "Inland Ice", 2011, 0,
				{{"Meltwater", NULL}, {"Fjære", NULL},
					{"Blue Hour, Slow Snow", NULL},
					{"Nunatak", NULL}, {"The Long Thaw", NULL}}},
			{"Kumiko Arai", "静かな部屋", 2017, 0,
				{{"夜の海を渡る", NULL}, {"雨の記憶", NULL},
					{"Paper Walls", NULL}, {"Tatami Light", NULL},
					{"明け方", NULL}}},
			{"Ołów", "Geology for Sleepers", 2006, 0,
				{{"A Map of the Places Where the River Used to Run "
				  "Before the "
				  "Valley Was Flooded and Everybody Had Moved Away",
					 NULL},
					{"Żwir", NULL}, {"Sediment", NULL},
					{"Under the Moraine", NULL},
					{"Last Lantern", NULL}}},
		},
	[SYNTH_TECHNO] =
		{
			{"Kältepol", "Schaltwerk", 2014, 0,
				{{"Nachtschicht", NULL}, {"Überspannung", NULL},
					{"Relay 7", NULL}, {"Straße ohne Ende", NULL},
					{"Ruhestrom", NULL}}},
			{"Dana Verhoeven", "Warehouse Weather", 2019, 0,
				{{"Four in the Morning", NULL},
					{"Concrete Bloom", NULL},
					{"Pressure Drop", NULL},
					{"Strobe Etiquette", NULL},
					{"Night Bus Home", NULL}}},
			{"Subframe", "Phase Locked", 1998, 0,
				{{"Carrier", NULL}, {"Sideband", NULL},
					{"Lock Range", NULL}, {"Drift", NULL},
					{"Capture", NULL}}},
		},
	[SYNTH_BAROQUE] =
		{
			{"Clémence Aubry", "Pièces de clavecin", 1987, 0,
				{{"Prélude non mesuré", NULL},
					{"Allemande « La Rêveuse »", NULL},
					{"Courante", NULL}, {"Les Papillons", NULL},
					{"Gigue", NULL}}},
			{"Ensemble Lindenhof", "Kammermusik am Hofe", 1994, 4,
				{{"Sonata à 3 in G: Largo", NULL},
					{"Sonata à 3 in G: Presto", NULL},
					{"Süße Stille", NULL}, {"Passacaglia", NULL},
					{"Ciaccona", NULL}}},
			{"Tomás de la Encina", "Música para vihuela", 2003, 0,
				{{"Fantasía I", NULL}, {"Pavana", NULL},
					{"Diferencias sobre « Guárdame las vacas »",
						NULL},
					{"Canción del emperador", NULL},
					{"Gallarda", NULL}}},
		},
	[SYNTH_METAL] =
		{
			{"Grøde", "Ashfall", 2009, 0,
				{{"Furnace Psalm", NULL}, {"Ørn over Øde", NULL},
					{"Slag", NULL}, {"Black Tallow", NULL},
					{"No Dawn Left", NULL}}},
			{"Iron Ministry", "Live at the Foundry", 2016, 4,
				{{"Hammer Drill", NULL}, {"Rust Never Forgives", NULL},
					{"Anvil Hour", NULL}, {"Blast Door", NULL},
					{"Overload", NULL}}},
			{"Vörðr", "Teeth of the Gate", 2021, 0,
				{{"Gatekeeper", NULL}, {"Wolf Winter", NULL},
					{"Bone Antenna", NULL}, {"Þrymr", NULL},
					{"A Crown for the Drowned", NULL}}},
		},
	[SYNTH_CHIPTUNE] =
		{
			{"Pixel Mistral", "Save Point", 2012, 0,
				{{"Press Start", NULL}, {"Boss Rush 🚀", NULL},
					{"Underwater Level", NULL},
					{"Coin, Coin, Coin", NULL},
					{"Game Over?", NULL}}},
			{"8ビット商店街", "放課後アーケード", 2015, 0,
				{{"放課後", NULL}, {"Neon Crossing", NULL},
					{"High Score", NULL}, {"Continue 9…8…7", NULL},
					{"エンディング", NULL}}},
			{"Various Artists", "Cartridge Club, Vol. 1", 2018, 0,
				{{"Sprite Parade", "Bit Brigade Nine"},
					{"Tile Set", "Ångström Arcade"},
					{"Frame Skip", "Mona Modulo"},
					{"Lag Spike", "Bit Brigade Nine"},
					{"Credits", "Ångström Arcade"}}},
		},
};
