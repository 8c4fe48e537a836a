/**
 * The accounts: name | city | country | first part of the e-mail address | marks (a archived, d deleted, n no contact).
 * Two share a name, three names hold quotes, an apostrophe or a comma, and several scripts occur.
 */
export const COMPANIES = `
Ziemann and Sons|Coronda|Argentina|info@ziemann-and-sons.de|
Bluefern Logistics|Tacoma|United States|hello@bluefern.example|
Harborlight Foods|Bristol|United Kingdom|office@harborlight-bristol.example|
Harborlight Foods|Halifax|Canada|office@harborlight-halifax.example|
Müller & Söhne Präzisionstechnik|Tübingen|Germany|kontakt@mueller-soehne.example|
Crème de l'Atelier|Lyon|France|bonjour@creme-atelier.example|
Łódzkie Zakłady Szklarskie|Łódź|Poland|biuro@szklarskie.example|
Žižkovská Pekárna|Praha|Czechia|info@zizkovska-pekarna.example|
Smørrebrød & Søn|Ålborg|Denmark|post@smoerrebroed.example|
İnce Çay Fabrikası|Rize|Türkiye|bilgi@incecay.example|
青空システム株式会社|横浜市|日本|info@aozora-systems.example|
竹林製菓|京都市|日本|info@chikurin.example|
星河物流有限公司|杭州|中国|info@xinghe.example|
한빛정밀공업|대전|대한민국|info@hanbit.example|
Северный Лесопромышленник|Архангельск|Россия|info@severles.example|
Київська Кераміка|Київ|Україна|info@kyiv-keramika.example|
شركة واحة النخيل|مسقط|عُمان|info@palm-oasis.example|
מאפיית הגליל|חיפה|ישראל|info@galil-bakery.example|
Ελαιώνες Αιγαίου|Χίος|Ελλάδα|info@elaiones.example|
บ้านไม้หอม|เชียงใหม่|ไทย|info@baanmaihom.example|
Rocket 🚀 Toys|Austin|United States|play@rocket-toys.example|
The "Quiet" Library|Dublin|Ireland|desk@quiet-library.example|n
O'Malley's Boatyard|Galway|Ireland|yard@omalleys.example|
Pine, Fir and Daughters|Bergen|Norway|post@pine-fir.example|
Old Mill Textiles|Porto|Portugal|geral@old-mill.example|a
Copperfield Instruments|Leeds|United Kingdom|info@copperfield.example|a
Tidewater Cannery|Astoria|United States|info@tidewater.example|a
Closed Circuit Labs|Utrecht|Netherlands|info@closed-circuit.example|d
Vanished Ventures|Reno|United States|info@vanished.example|d
Amber Fox Studio|Vilnius|Lithuania|info@amberfox.example|n
Birchwater Dental Group|Duluth|United States|info@birchwater.example|
Cinder Path Cycling|Ghent|Belgium|info@cinderpath.example|
Drumlin Dairy|Cork|Ireland|info@drumlin.example|
Eastgate Elevators|Graz|Austria|info@eastgate.example|
Fennel and Rye|Aarhus|Denmark|info@fennelrye.example|
Granite Bay Surveyors|Hobart|Australia|info@granitebay.example|
Hazelrow Insurance|Leicester|United Kingdom|info@hazelrow.example|
Ironbark Furniture|Ballarat|Australia|info@ironbark.example|
Juniper Lane Hotels|Girona|Spain|info@juniperlane.example|
Kestrel Optics|Jena|Germany|info@kestrel-optics.example|
Larkspur Clinics|Boise|United States|info@larkspur.example|
Moorland Wind|Inverness|United Kingdom|info@moorland.example|
Nightjar Audio|Oulu|Finland|info@nightjar.example|
Orchard Row School|Modena|Italy|info@orchardrow.example|
Pebble Creek Water|Boulder|United States|info@pebblecreek.example|
Quillworks Print|Basel|Switzerland|info@quillworks.example|
Redstart Robotics|Eindhoven|Netherlands|info@redstart.example|
Saltmarsh Ferries|Split|Croatia|info@saltmarsh.example|
Thistle Down Bedding|Perth|United Kingdom|info@thistledown.example|
Umbra Lighting|Turin|Italy|info@umbra-lighting.example|
Violet Harbour Marina|Valletta|Malta|info@violetharbour.example|
Wren and Willow|Brno|Czechia|info@wrenwillow.example|
Yarrow Pharmacy|Coimbra|Portugal|info@yarrow.example|
Zephyr Kites|Tarifa|Spain|info@zephyr-kites.example|
Anvil Street Foundry|Sheffield|United Kingdom|info@anvilstreet.example|
Brightwell Seeds|Fargo|United States|info@brightwell.example|
Clockhouse Repairs|Besançon|France|info@clockhouse.example|n
Dovecote Homes|Norwich|United Kingdom|info@dovecote.example|
Elmfield Archives|Leuven|Belgium|info@elmfield.example|n
Fernhill Tea|Munnar|India|info@fernhill.example|`
  .trim()
  .split('\n')
  .map(line => {
    const [name, city, country, email, marks] = line.split('|') as [string, string, string, string, string];
    return { name, city, country, email, marks };
  });

const PLACES = `Alder Ash Birch Bramble Cedar Clover Copper Dune Ember Falcon Fern Flint Garnet Glen Harbour Hazel Heron
  Iron Ivy Kite Lark Linden Maple Meadow Mill Moss North Oak Otter Pine Quarry Raven Reed River Rowan Saffron Sable Silver
  Slate Stone Thorn Tide Vale Violet Walnut Water West Willow Winter Yew`.split(/\s+/);
const ENDINGS = 'brook bridge dale field ford gate ham mere moor ridge stead wick wood'.split(' ');
const TRADES =
  `Bakery Brewery Ceramics Clinics Dairy Electric Engineering Farms Foods Furniture Glass Hotels Instruments
  Joinery Logistics Marine Optics Packaging Paper Pharma Plastics Print Robotics Seeds Software Steel Textiles Tools Toys
  Transport Water Wind`.split(/\s+/);
const CITIES = `Kassel,Germany;Lyon,France;Porto,Portugal;Leeds,United Kingdom;Ghent,Belgium;Graz,Austria;Turin,Italy;
Oulu,Finland;Girona,Spain;Cork,Ireland;Tacoma,United States;Boise,United States;Fargo,United States;Osaka,Japan;
Nagoya,Japan;Halifax,Canada;Bergen,Norway;Brno,Czechia;Poznań,Poland;Hobart,Australia`
  .split(/;\s*/)
  .map(place => place.split(',') as [string, string]);

/** One of 20,800 more accounts: no two of them share a name. */
function generateCompany(index: number): (typeof COMPANIES)[number] {
  const trade = TRADES[index % TRADES.length]!;
  const place = PLACES[Math.floor(index / TRADES.length) % PLACES.length]!;
  const ending = ENDINGS[Math.floor(index / (TRADES.length * PLACES.length)) % ENDINGS.length]!;
  const [city, country] = CITIES[index % CITIES.length]!;
  const name = `${place}${ending} ${trade}`;
  return { name, city, country, email: `info@${name.toLowerCase().replace(' ', '-')}.example`, marks: '' };
}

/** Account number `index`: one that is written out, or a generated one. */
export const companyOf = (index: number) => COMPANIES[index] ?? generateCompany(index - COMPANIES.length);
